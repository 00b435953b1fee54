from core.doorbell import ring


def poke(file_id: int) -> None:
    ring("files.tasks.read_file", file_id)
