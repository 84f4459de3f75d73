"""What follows the words of a reply and is not meant for us: footers, disclaimers, signatures.

A footer or disclaimer is known by how it begins, a signature by its dashes or by a phrase of
goodbye. Everything is cut from the end; nothing is cut that leaves a labelled line of corrections
(`Teléfono: 612 …`) unread, unless it stands below dashes or a goodbye.
"""

import re

from mail.understanding.folding import fold

_MAX_SIGNATURE = 14  # lines; longer than that, it is part of what was said

_FOOTERS = re.compile(
    r"\W{0,3}(?:enviado (?:desde|con|por|a partir do|do meu|de mi|via)\b|sent (?:from|with|via|using)\b|"
    r"отправлено (?:из|с|со|через|от)\b|послано с\b|von mein\w{1,3} \w+ gesendet|gesendet (?:mit|von)\b|"
    r"envoye (?:de|depuis|a partir|avec)\b|inviato (?:da|dal|con)\b|verzonden (?:vanaf|met|vanuit)\b|"
    r"verstuurd vanaf\b|wyslan[eoy] z\b|skickat fran\b|sendt fra\b|lahetetty\b|odeslano z\b|"
    r"enviat (?:des de|amb)\b|mobile email powered|get outlook for|obtener outlook para|"
    r"obten outlook para|descarga(?:r)? outlook|скачать outlook|получить outlook|obtenir outlook|"
    r"outlook (?:fur|per|voor) (?:ios|android)|holen sie sich outlook|scarica outlook|"
    r"yahoo mail:? (?:search|busca|organi|stay|con)|libre de virus|virus-free|без вирусов|"
    r"проверено на вирусы|este (?:mensaje|correo) (?:ha sido|fue) (?:analizado|comprobado|verificado)|"
    r"this email has been (?:checked|scanned)|отправлено из|с уважением, отправлено|"
    r"отправил(?:а|и)? с\b|iphoneから送信|发自我的|從我的|von unterwegs gesendet|"
    r"mit freundlichen grussen von meinem|from my (?:iphone|ipad|android|phone)|"
    r"de mi (?:iphone|ipad|movil)$|написано на (?:телефоне|ходу)|"
    r"disculp\w+ (?:la brevedad|los? errores|cualquier)|excuse (?:brevity|typos|my typos|any typos)|"
    r"please excuse (?:brevity|typos|any|my)|sorry for typos)"
)
_DISCLAIMERS = re.compile(
    r"\W{0,4}(?:aviso legal|aviso de confidencialidad|clausula de confidencialidad|confidencialidad\b|"
    r"(?:nota|advertencia|informacion) (?:de confidencialidad|legal|importante)|"
    r"este (?:mensaje|correo(?: electronico)?|e-?mail)(?:,| y| es| puede| contiene| va| esta| se| ha sido)\b.{0,60}"
    r"(?:confidencial|destinatari|adjunto|dirigid|privad|virus|anexo)|"
    r"la informacion (?:contenida|incluida|transmitida) en este|"
    r"(?:de acuerdo|de conformidad|en cumplimiento|en virtud|conforme) (?:con|a|de|al?) .{0,60}"
    r"(?:rgpd|lopd|2016/679|lssi|proteccion de datos|3/2018)|responsable del tratamiento|"
    r"proteccion de datos[:.\s-]|politica de privacidad|le informamos (?:de )?que sus datos|"
    r"antes de imprimir|piensa antes de imprimir|por favor,? (?:considere|piense|no imprima)|"
    r"no imprima este|si (?:usted )?ha recibido este (?:mensaje|correo) por error|"
    r"confidentiality (?:notice|note)|legal (?:notice|disclaimer)|disclaimer\b|privacy notice|"
    r"this (?:e-?mail|message|communication)(?: and| is| may| contains|,).{0,80}"
    r"(?:confidential|intended|privileged|attach)|the information (?:contained )?in this|"
    r"if you (?:have received|received|are not the intended)|please consider the environment|"
    r"think before (?:you )?print|registered (?:in|office|number)\b|company (?:registration|reg)\b|"
    r"(?:настоящее|данное|это) (?:электронное )?(?:сообщение|письмо).{0,80}"
    r"(?:конфиденциальн|предназначен|содержит)|уведомление о конфиденциальности|"
    r"конфиденциальность|содержание (?:данного|этого|настоящего) (?:сообщения|письма)|"
    r"информация,? содержащаяся|если вы получили (?:это|данное)|"
    r"пожалуйста,? (?:подумайте|берегите)|прежде чем (?:печатать|распечатать)|"
    r"diese (?:e-?mail|nachricht).{0,40}vertraulich|ce (?:message|courriel).{0,60}confidentiel|"
    r"esta mensagem.{0,60}confidencia|questo messaggio.{0,60}riservat)"
)
_GOODBYE = re.compile(
    r"\W{0,3}(?:(?:un |muchos )?(?:saludos?|cordial(?:es)? saludos?|abrazos?|besos?|cordialmente)"
    r"(?: (?:cordial(?:es)?|afectuos\w+|muy cordial(?:es)?))?|(?:reciba[n]? )?un (?:cordial |fuerte )?(?:saludo|abrazo)|"
    r"atentamente|muy atentamente|att[e]?|atte|cordialmente|quedo a (?:su|vuestra) disposicion|"
    r"gracias y (?:un )?saludos?|muchas gracias|gracias|salu2|bss?|slds|"
    r"(?:kind|best|warm|many|with best|with kind)(?:est)? (?:regards|wishes|thanks)|regards|"
    r"(?:yours )?(?:sincerely|faithfully|truly)|cheers|thanks|thank you|many thanks|thx|all the best|best|"
    r"thanks (?:and|&) (?:best |kind )?regards|"
    r"с (?:большим |глубоким )?уважением|с наилучшими пожеланиями|всего (?:доброго|хорошего|наилучшего)|"
    r"хорошего (?:дня|вечера)|спасибо|благодарю|заранее спасибо|mit freundlichen grussen|mfg|"
    r"cordialement|cordiali saluti|atenciosamente|met vriendelijke groet(?:en)?)\W{0,4}\Z"
)
# Kind regards, Emily: the name on the same line.
_GOODBYE_NAME = re.compile(
    r"(.{3,40}?)[,.!]\s{0,2}[^\W\d_]{2,20}(?:\s[^\W\d_]{1,20}\.?){0,3}\W{0,3}\Z"
)
_DASHES = re.compile(r"\s*(?:--|—|–|__+|--+|\*\*+|==+)\s*\Z")
_CONTACT = re.compile(
    r"\d[\d\s().-]{6,}\d|@|\bwww\.|https?:|\b(?:tel|tlf|tfno|mov|movil|mob|fax|phone|mobile|cell|"
    r"т|тел|моб|факс)\b\s*[.:]"
)


def split(text: str) -> tuple[str, str]:
    """Return (what was said, what followed it). Both keep their line breaks."""
    lines = text.split("\n")
    folded = [fold(line[:300]) for line in lines]
    end = _end_of_words(folded)
    end = min(end, _signature(folded[:end]))
    return "\n".join(lines[:end]).strip("\n"), "\n".join(lines[end:]).strip("\n")


def _end_of_words(folded: list[str]) -> int:
    """Return the line where dashes, a footer or a disclaimer begin."""
    for at, line in enumerate(folded):
        if not line.strip():
            continue
        if _FOOTERS.match(line) and len(line) < 200:
            return at
        starts = at == 0 or not folded[at - 1].strip()
        if at and starts and _DISCLAIMERS.match(line):
            return at
        if _DASHES.match(line) and (at or any(folded[1:])):
            return at
    return len(folded)


def _signature(folded: list[str]) -> int:
    """Return the line after a goodbye, or where a block of contact data ends the text."""
    for at, line in enumerate(folded):
        left = [rest for rest in folded[at + 1 :] if rest.strip()]
        if len(left) <= _MAX_SIGNATURE and is_goodbye(line):
            return at + 1 if left else len(folded)
    return len(folded) - _contact_block(folded)


def is_goodbye(line: str) -> bool:
    """Say whether a folded line only says goodbye or thanks, with or without a name."""
    line = line.strip()
    if not line or len(line) > 70:
        return False
    if _GOODBYE.match(line):
        return True
    named = _GOODBYE_NAME.match(line)
    return bool(named and _GOODBYE.match(named[1]))


def _contact_block(folded: list[str]) -> int:
    """Return how many lines at the end are a name and its phones and addresses, after a blank."""
    blank = max((i for i, line in enumerate(folded) if not line.strip()), default=-1)
    block = folded[blank + 1 :]
    if blank < 1 or not 3 <= len(block) <= 8 or not any(folded[:blank]):
        return 0
    contacts = [bool(_CONTACT.search(line)) for line in block]
    named = not contacts[0] and len(block[0].split()) <= 4 and ":" not in block[0]
    # A block of labelled lines alone is a correction, not a signature.
    return len(block) if named and any(contacts[1:]) and not _sentence(block[0]) else 0


def _sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", ":", ","))
