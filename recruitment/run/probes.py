"""Is it there: the questions that the launcher asks from outside."""

import errno
import http.client
import socket
from urllib.parse import urlsplit

from recruitment.run.refusal import Refusal


def refuse_port_in_use(host: str, port: int) -> None:
    """As the web server will bind it, a moment before it does."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise Refusal(f"PORT {port} may only be opened by root; choose one above 1023.") from None
    except socket.gaierror:
        raise Refusal(f"HOST {host!r} is not an address of this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(
                f"PORT {port} is in use on {host}; choose another, as in PORT={port + 1}."
            ) from None
        raise Refusal(f"HOST {host!r} cannot be listened on: {error.strerror}.") from None


def status(host: str, port: int, path: str, *, base_url: str, timeout: float = 2.0) -> int:
    """The status of an answer, 0 when there is none."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  where to ask, not to listen
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": urlsplit(base_url).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
