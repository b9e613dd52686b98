"""Every fixed word of the window, in Dutch, in one place."""

from __future__ import annotations

from index.records import NoteKind
from rag.reply import Stage, Status

NAME = "Vraagbaak"
PURPOSE = "Antwoorden uit Kamerstukken, met de vindplaats erbij"

WELCOME = "Wat wilt u weten?"
WELCOME_HINT = (
    "Stel een vraag in gewone taal, of noem een nummer (“vraag 9”). "
    "Elk antwoord bestaat uit zinnen van het document zelf; achter elke zin staat waar die vandaan komt."
)
EXAMPLES = "Bijvoorbeeld"

QUERY_LABEL = "Uw vraag"
QUERY_PLACEHOLDER = "Stel uw vraag…"
SEND = "Stel vraag"
STOP = "Stop"
NEW_CONVERSATION = "Nieuw gesprek"

YOU = "U vroeg"
READ_AS = "Gelezen als"
RETRY = "Opnieuw"
RETRY_HINT = "Stel deze vraag nog een keer"
EDIT = "Wijzig de vraag"
COPY = "Kopieer"
COPY_HINT = "Kopieer dit antwoord met de vindplaatsen"
COPIED = "Gekopieerd"
STOPPED = "Gestopt. Dit antwoord is niet af."
RELATED = "Deze vragen uit het document komen het dichtst in de buurt"
MORE_CHARACTERS = "… (nog {count} tekens)"

STAGES = {
    Stage.RETRIEVE: "Zoeken in het document…",
    Stage.ANSWER: "Antwoord lezen…",
    Stage.VERIFY: "Citaten controleren…",
}
STATUSES = {
    Status.ANSWERED: "Beantwoord",
    Status.PARTIAL: "Deels beantwoord",
    Status.UNANSWERED: "Niet in de documenten",
}
STATUS_HINTS = {
    Status.ANSWERED: "Het document beantwoordt deze vraag.",
    Status.PARTIAL: "Het document beantwoordt een deel van deze vraag.",
    Status.UNANSWERED: "Het document beantwoordt deze vraag niet.",
}

SOURCES = "Bronnen"
SOURCES_EMPTY = (
    "Hier verschijnen de vragen en antwoorden waarop een antwoord steunt, met de aangehaalde zin gemarkeerd."
)
SOURCES_WAITING = "De bronnen volgen zodra het antwoord er is."
SOURCES_NONE = "Dit antwoord steunt op geen enkele bron."
SHOW_SOURCES = "Bronnen bij dit antwoord"
UNCITED = "Ook bekeken, niet aangehaald"
UNCITED_UNANSWERED = "Wel bekeken, geen antwoord gevonden"
BACK_TO_REPLY = "Terug naar het antwoord"
QUESTION = "Vraag"
QUESTIONS = "Vragen"
AND = "en"
ASKED = "Vraag"
ANSWERED = "Antwoord"
NO_ANSWER = "Het document geeft op deze vraag geen antwoord."
QUOTE_COPY = "Kopieer citaat"
QUOTE_COPY_HINT = "Kopieer het citaat met de officiële verwijzing"
PUBLICATION = "Officiële publicatie"
DOCUMENT_GONE = "Dit document is niet meer in de verzameling."
QUESTION_GONE = "Deze vraag staat niet meer in het document."
TABLE_ABSENT = "Deze tabel of grafiek wordt in het document aangekondigd, maar staat niet in de tekst."
MISPRINT = "{value} {reason}; hier weergegeven zoals gedrukt."
ROW_HEADING = "Rij"
NOTES = {
    NoteKind.SOURCE: "Bron",
    NoteKind.REFERENCE_DATE: "Peildatum",
    NoteKind.ROUNDING: "Afronding",
}

LITERAL = "letterlijk"
LITERAL_HINT = "Het citaat staat woord voor woord zo in het document."
FIGURES = "cijfers gecontroleerd"
FIGURES_HINT = "Elk cijfer in de zin komt met dezelfde waarde voor in het citaat."
UNVERIFIED = "niet gecontroleerd"
UNVERIFIED_HINT = "Dit citaat is niet automatisch gecontroleerd."

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()

EMPTY_QUERY = "Er staat nog geen vraag. Typ hieronder wat u wilt weten."
TOO_LONG = (
    "Uw vraag telt {count} tekens; er is plaats voor {limit}. Kort de vraag in: één of twee zinnen werken het best."
)
PROBLEM = "Dat lukte niet"
OWN_FAULT = (
    "Er ging iets mis in Vraagbaak zelf. Uw gesprek is bewaard; probeer het nog eens. "
    "Blijft het misgaan, start Vraagbaak dan opnieuw."
)

GRADIO = {
    "common": {"error": "Fout", "loading": "Laden", "submit": "Verzenden", "clear": "Wissen", "empty": "Leeg"},
    "blocks": {
        "connection_can_break": "De verbinding kan verbreken als dit venster niet in beeld is.",
        "lost_connection": "De verbinding is verbroken. Opnieuw verbinden…",
        "waiting_for_inputs": "Even wachten…",
    },
    "errors": {"runtime_error": "Er ging iets mis", "config_error": "Er ging iets mis bij het starten"},
}
"""What gradio itself may show, under its own keys."""


def list_of_numbers(numbers: tuple[int, ...]) -> str:
    """The heading over ``numbers``.

    >>> list_of_numbers((3,)), list_of_numbers((2, 3, 5))
    ('Vraag 3', 'Vragen 2, 3 en 5')
    """
    if len(numbers) == 1:
        return f"{QUESTION} {numbers[0]}"
    return f"{QUESTIONS} {', '.join(map(str, numbers[:-1]))} {AND} {numbers[-1]}"


def dutch_number(count: int) -> str:
    """``count`` with points between the thousands.

    >>> dutch_number(100000)
    '100.000'
    """
    return f"{count:,}".replace(",", ".")
