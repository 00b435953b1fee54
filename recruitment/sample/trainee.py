"""The second posting of the sample: the Associate Manager Trainee Programme."""

from recruitment.sample.shape import Days, SamplePosting

INTRO = """\
Would you like a career in leadership that changes lives, your own included? We have a place for you: as a \
leadership trainee at our site in Kalundborg.

We teach you how medicines are made: the processes, the systems, good manufacturing practice. And we give you the \
knowledge and the leadership skills that an Associate Manager needs to do well."""

ROLE = """\
The programme is meant to lead to a permanent position as Associate Manager, in one of the Production or Support \
areas of Nordfjord Biologics in Kalundborg.

It exists so that you succeed from the moment you take over a team. You need not have worked in the pharmaceutical \
industry before: we see to it that you get the skills and the knowledge that this environment asks for. The \
step into the Associate Manager position is then a small one, and you and your team create value from day one."""

QUALIFICATIONS = """\
Besides what the application asks for, two things matter:

- You can get to the bottom of complex processes, systems and problems.
- You can motivate and develop the people of your future team, and give them a clear direction."""

PROGRAMME = """\
The first four months are structured training in all that an Associate Manager has to master; they are also your \
introduction to the new role. A mentor goes with you.

During the programme

- you get to know our company in depth: the business, our values, the ways we produce;
- you work in projects that improve production and raise its capacity, that bring us to our goals for \
sustainability, and that speed up how our industry transforms.

In {quarter} we look at your performance together, and talk about where you want to go and about your potential \
to become an Associate Manager.

Why we do this? To have more people on their way to becoming Associate Managers, and to make sure that those who \
lead at our site are a diverse group."""

PROCESS = """\
Applying goes step by step. First you fill in the details about yourself, then your background; after that we ask \
you to upload your CV.

Interviews and assessments are held in {weeks}. If we do not invite you, we tell you so by e-mail. Those who are \
selected begin on {start}."""

ORGANISATION = """\
Nordfjord Biologics makes medicines for people with serious chronic diseases, and Kalundborg is where much of it \
happens. [Read more about our site in Kalundborg](https://example.com/kalundborg)."""

PRACTICAL = """\
- A regular full-time position, with an attractive trainee salary.
- The language of the company is English.
- Housing to begin with: the municipality helps, and [Find a home](https://example.com/find-a-home) shows how."""

EQUALITY = """\
Everybody who applies has the same opportunity, and we want a pool of leaders as diverse as the people they lead. \
We read applications by what this programme needs and by nothing else, so please leave out your photo."""

FAQS = [
    ("Do I have to speak Danish?", "No. The language of our company is English."),
    (
        "Is it a full-time job, and what does it pay?",
        "Yes, the programme is a regular full-time position. The salary is an attractive one for a trainee. When you "
        "move on to be an Associate Manager, it is adapted to the level of that job.",
    ),
    (
        "When do I become an Associate Manager?",
        "That depends on how you perform and on what the business needs. From both we judge when you are ready to "
        "take an Associate Manager’s position at our site in Kalundborg.",
    ),
    (
        "Is a position certain?",
        "Our aim is to offer every trainee a position as Associate Manager by the end of the trainee period. So far "
        "that has worked out every time: the success rate is 100%.",
    ),
    (
        "I do not live nearby. Can I get help with a place to live?",
        "Yes. The municipality of Kalundborg supports temporary accommodation, which gives you time to find a "
        "home of your own. More at [Find a home](https://example.com/find-a-home).",
    ),
    (
        "What will my working day look like?",
        "You are a trainee in one of our departments, and we trust you with a lot of responsibility from the start. "
        "Your mentor helps you through the day and through what you are learning, beside the training itself.",
    ),
    (
        "Will I have a mentor?",
        "Yes, for the full 4 months of the programme, and it is a manager with experience. You also belong to a "
        "leadership team. So you are well prepared for the role of Associate Manager on the day when your skills and "
        "competencies and a need of the business meet.",
    ),
    (
        "What will I learn?",
        "To lead, and much more: the programme gives you the knowledge of pharma, of production and of GMP (Good "
        "Manufacturing Practice) that your work and your growth with us will rest on.",
    ),
    (
        "What do you expect of me?",
        "Apart from what the application asks for: that you see through complex processes, systems and problems, and "
        "that you have it in you to motivate and develop your future team and to show it a clear direction.",
    ),
    (
        "Must I know the pharmaceutical industry?",
        "No. It is no condition; what you need to know of it, you learn in the programme.",
    ),
]  # fmt: skip


def posting(days: Days) -> SamplePosting:
    promises = days.promises(read=7, told=9, interviews=(12, 30), decided=44, start=77)
    words = days.words(promises)
    return SamplePosting(
        fields={
            "slug": "associate-manager-trainee-programme",
            "title": "Associate Manager Trainee Programme",
            "category": "Leadership",
            "place": "Kalundborg",
            "region": "Region Zealand",
            "country": "DK",
            "employment": "trainee",
            "reports_to": "The manager of the department that you join",
            "pay_from": 41_000,
            "pay_to": 45_000,
            "pay_note": "adapted to the level of the job when you become Associate Manager",
            "contact_name": "Mikkel Sandager",
            "contact_email": "",
            "adjustments_contact": "adjustments@example.com",
            **promises,
        },
        sections=[
            ("intro", "", INTRO),
            ("role", "Where it leads", ROLE),
            ("qualifications", "What it takes", QUALIFICATIONS),
            ("programme", "The programme", PROGRAMME.format(**words)),
            ("organisation", "Where you will work", ORGANISATION),
            ("process", "How to apply", PROCESS.format(**words)),
            ("practical", "Good to know", PRACTICAL),
            ("equality", "The same chance for everybody", EQUALITY),
        ],
        faqs=FAQS,
        criteria=[
            ("Grasps complex processes, systems and problems", "required"),
            ("Motivates and develops people", "required"),
            ("Sets a clear direction", "required"),
            ("English for daily work", "required"),
            ("Knows production or GMP", "advantage"),
        ],
        questions=[
            ("one_of", "Where would you rather work?", True, "", ["Production", "Support", "Either"]),
            ("long_text", "Tell us about a time when you gave a group a direction.", True, "A job, a club, a project.", []),
            ("yes_no", f"Can you start on {words['start']}?", True, "", []),
            ("short_text", "What have you studied, or learned at work?", False, "", []),
        ],
        stages=[
            ("received", "Received"), ("screening", "Screening"), ("assessment", "Assessment day"),
            ("interview", "Interview"), ("offer", "Offer"),
        ],
        members=["recruiter@example.com", "manager2@example.com"],
    )  # fmt: skip
