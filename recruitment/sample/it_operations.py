"""The first posting of the sample: Head of IT Operations."""

from recruitment.sample.shape import Days, SamplePosting

INTRO = """\
Production here never sleeps, and the systems behind it may not either. We are looking for somebody who has led IT \
before, who likes being close to critical manufacturing, and who knows that on a busy production site *stable* and \
*secure* are the two words that everything else rests on.

If you recognise yourself in that, read on: this may be your next job."""

ROLE = """\
As Head of IT Operations you answer for everything IT at our two sites in Kalundborg that make active \
pharmaceutical ingredients (API). A dedicated IT organisation works for you around the clock: 24/7 support, as \
little downtime as possible, and systems that are tuned to help production run efficiently.

You are seen on the shopfloor. You go to people before they come to you, and you keep making the service better.

The job asks for a strategist with a firm hand on daily operations: it is you who keeps the systems compliant, \
secure and renewed in time, over their whole lifecycle. Directors and corporate vice presidents (CVP) are your \
closest partners. With them you raise the performance of IT, bring the two sites closer together and keep \
both in step with the global IT strategies."""

RESPONSIBILITIES = """\
- Lead the IT support organisation, make it robust and agile, and let it grow; operations stay stable 24/7.
- Set the pace in IT security, risk management and compliance for all our IT systems.
- Deliver IT services that perform, so that production stands still as rarely as possible.
- Own the systems that are anchored at the sites, and manage their lifecycle.
- Build the way we solve problems: a framework for it, a support model, and clear lines of escalation.
- Make continuous improvement a habit, with LEAN methods and with new technology.
- Create lasting ties to API, to Digital, Data & IT (DD&IT) and to partners outside the house.
- Bring the two sites to common standards and harmonised IT processes.

Your team are IT professionals who carry the operational excellence of the production sites. You report to the \
Director of DD&IT Product Supply API."""

QUALIFICATIONS = """\
This is what we imagine you bring:

- A Master’s degree, or something equivalent, in engineering, business or a field close to them.
- At least 8 years in IT leadership, in project or program management, or in a similar role.
- Deep knowledge of IT systems and of automation systems.
- A record of complex tasks solved, of work across organisational borders, and of IT operations on a large scale.
- Experience with IT security, risk management and compliance, preferably where GxP rules apply.
- Experience with LEAN management, with continuous improvement, and with the lifecycle of IT systems.
- Time spent in the pharmaceutical industry is an advantage.
- Fluent English, written and spoken. Danish is a plus."""

PERSON = """\
You are proactive, you want results, and you take ownership with integrity. A day that changes its plan at nine \
suits you: you stay flexible, you solve problems, and you bring structure to complex tasks.

You say the important thing so that it is understood, and you win people over at every level. You like to \
collaborate, your working relationships last, and you get whole departments to pull in one direction. You feel \
when something is urgent and stay calm under pressure, with an eye on efficiency and on doing it better next \
time. Your enthusiasm, your adaptability and your high standards are why people trust you and let you inspire them."""

TEAM = """\
You join DD&IT Product Supply API, the organisation that gives our API manufacturing sites IT operations of world \
class. We aim high and work together, exactly where IT and production meet. What we do there makes sure that \
medicines reach patients all over the world, reliably."""

ORGANISATION = """\
Nordfjord Biologics is a healthcare company with its headquarters in Denmark and its work all over the globe. For \
100 years we have set ourselves against diabetes and other serious chronic diseases, and today millions of people \
who live with diabetes, obesity, or rare blood and endocrine diseases are helped by our treatments. That makes us proud.

So do our people: more than 60,000 of them, bright and as different as can be, in 80 offices worldwide. What you \
put in changes lives. What you get is a place in a culture with a purpose, one that rewards you and takes your \
development seriously, as a professional and as a person. There are many ways to go from here.

Thousands of digital experts work with us in every field of technology: front-end and back-end, artificial \
intelligence and machine learning, cloud systems and quantum computing. All of it ends in something that people \
can feel in their lives. See for yourself at [Nordfjord TechLife](https://example.com/techlife)."""

PROCESS = """\
You do not need to write a cover letter. Put a few sentences in your CV on why you are applying, or write them in \
the form. Please send a CV without a photo: it keeps the process quick and fair.

Everybody who applies hears from us. Either we invite you, or we tell you by e-mail that we will not."""

EQUALITY = """\
Our recruitment is inclusive, and everybody who applies has the same opportunity.

Being the best company in the world is not enough any more; we want to be the best one *for* the world. That takes \
talented people who look at things differently and come from different backgrounds and cultures. So we are building an \
inclusive culture, one that celebrates how diverse our colleagues are, and the patients we serve, and the \
communities around our sites. Together we change lives."""


def posting(days: Days) -> SamplePosting:
    return SamplePosting(
        fields={
            "slug": "head-of-it-operations",
            "title": "Head of IT Operations",
            "category": "Digital & IT",
            "place": "Kalundborg",
            "region": "Region Zealand",
            "country": "DK",
            "employment": "full_time",
            "reports_to": "Director of DD&IT Product Supply API",
            "pay_from": 78_000,
            "pay_to": 98_000,
            "pay_note": "before pension and bonus",
            "contact_name": "Helle Vestergaard",
            "contact_email": "helle.vestergaard@example.com",
            "adjustments_contact": "adjustments@example.com",
            **days.promises(read=7, told=9, interviews=(12, 23), decided=37, start=82),
        },
        sections=[
            ("intro", "", INTRO),
            ("role", "Behind the title", ROLE),
            ("responsibilities", "What you will do", RESPONSIBILITIES),
            ("qualifications", "What you bring", QUALIFICATIONS),
            ("person", "Who you are", PERSON),
            ("team", "Your new team", TEAM),
            ("organisation", "Working at Nordfjord Biologics", ORGANISATION),
            ("process", "How to apply", PROCESS),
            ("equality", "The same chance for everybody", EQUALITY),
        ],
        faqs=[],
        criteria=[
            ("Master’s degree or equivalent in engineering, business or a related field", "required"),
            ("At least 8 years of IT leadership, project or program management", "required"),
            ("Knowledge of IT and automation systems", "required"),
            ("Complex tasks and large-scale IT operations across organisations", "required"),
            ("IT security, risk management and compliance", "required"),
            ("LEAN, continuous improvement and system lifecycle management", "required"),
            ("Fluent English, written and spoken", "required"),
            ("GxP-regulated environment", "advantage"),
            ("Experience in the pharmaceutical industry", "advantage"),
            ("Danish", "advantage"),
        ],
        questions=[
            ("number", "How many years have you led IT, projects or programs?", True, "", []),
            (
                "one_of", "Have you worked under GxP rules?", True, "It is an advantage, not a condition.",
                ["No", "Yes, for up to three years", "Yes, for longer than three years"],
            ),
            ("long_text", "Tell us about an outage that you led people through. What changed afterwards?", False, "", []),
            ("yes_no", "Can you be on call some weeks of the year?", True, "Support runs 24/7; duty is shared.", []),
        ],
        stages=[
            ("received", "Received"), ("screening", "Screening"), ("interview", "Interview"),
            ("assessment", "Assessment"), ("offer", "Offer"),
        ],
        members=["recruiter@example.com", "manager@example.com"],
    )  # fmt: skip
