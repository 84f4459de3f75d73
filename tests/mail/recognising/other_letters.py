"""Everything else that lands in a mailbox: answers of machines, complaints, lists, and people."""

# Letters keep the long lines that systems write:
# ruff: noqa: E501

from tests.mail.recognising.letters import (
    MESSAGE_ID,
    OURS,
    Expected,
    Letter,
    fields,
    original,
    plain,
    recipient,
    report,
)

ANA = "ana@cliente.test"
PERSON = "Ana Prieto <ana@cliente.test>"
ANSWER = {"In-Reply-To": f"<{MESSAGE_ID}>", "References": f"<{MESSAGE_ID}>"}


def _is(
    name: str,
    kind: str,
    subject: str,
    body: str,
    *,
    sender: str = PERSON,
    headers: dict[str, str] | None = None,
) -> Letter:
    return Letter(name, plain(sender, subject, body, headers=headers), Expected(kind))


def _arf(kind: str, *, redacted: bool = False, named: bool = True) -> bytes:
    to = "redacted" if redacted else ANA
    lines = [
        f"Feedback-Type: {kind}",
        "User-Agent: Lazo/1.0",
        "Version: 1",
        f"Original-Mail-From: <{OURS}>",
    ]
    if named:
        lines.append(f"Original-Rcpt-To: <{ANA}>")
    return report(
        "This is an email abuse report for a message received from 192.0.2.10.",
        "\n".join(lines), to=to, sender="feedback@proveedor.example", subject="FW: Datos",
        status_kind="message/feedback-report", report_type="feedback-report",
    )  # fmt: skip


_DELAYED = report(
    "THIS IS A WARNING MESSAGE ONLY.", fields(recipient(ANA, "4.4.1", "connect to mx.cliente.test: Connection timed out", action="delayed")),
    to=ANA, subject="Delayed Mail (still being retried)", enclosed="text/rfc822-headers",
)  # fmt: skip
_DELIVERED = report(
    "Your message was successfully delivered.", fields(recipient(ANA, "2.0.0", "250 2.0.0 OK", action="delivered")),
    to=ANA, subject="Successful Mail Delivery Report", enclosed="text/rfc822-headers",
)  # fmt: skip
_MIXED = report(
    "One recipient failed.",
    fields(
        recipient(ANA, "5.1.1", "550 5.1.1 user unknown"),
        recipient("luis@cliente.test", "4.2.2", "452 4.2.2 mailbox full", action="delayed"),
        recipient("eva@cliente.test", "2.1.5", "", action="delivered"),
    ),
    to=ANA,
)  # fmt: skip
_FORWARDED = report(
    "It failed.",
    fields(recipient("interna@buzones.test", "5.1.1", "550 5.1.1 user unknown", more=f"Original-Recipient: rfc822;{ANA}\n")),
    to=ANA,
)  # fmt: skip
_GLOBAL = report(
    "It failed.", fields("Final-Recipient: utf-8; añá@cliente.test\nAction: failed\nStatus: 5.1.1\n"), to="",
    status_kind="message/global-delivery-status",
)  # fmt: skip
_READ = report(
    "Your message was read.", f"Final-Recipient: rfc822;{ANA}\nOriginal-Message-ID: <{MESSAGE_ID}>\nDisposition: manual-action/MDN-sent-manually; displayed",
    subject="Leído: Datos", sender=PERSON, status_kind="message/disposition-notification", report_type="disposition-notification",
)  # fmt: skip

OTHERS = (
    Letter("delay", _DELAYED, Expected("delay", ((ANA, "expired", False),), MESSAGE_ID)),
    Letter("delivered", _DELIVERED, Expected("auto_reply", ((ANA, None, False),), MESSAGE_ID)),
    Letter("mixed", _MIXED, Expected("bounce", (
        (ANA, "user_unknown", True), ("luis@cliente.test", "mailbox_full", False), ("eva@cliente.test", None, False)), MESSAGE_ID)),
    Letter("original recipient first", _FORWARDED, Expected("bounce", ((ANA, "user_unknown", True),), MESSAGE_ID)),
    Letter("global", _GLOBAL, Expected("bounce", (("añá@cliente.test", "user_unknown", True),))),
    Letter("read receipt", _READ, Expected("auto_reply")),
    Letter("arf abuse", _arf("abuse"), Expected("complaint", ((ANA, None, False),), MESSAGE_ID)),
    Letter("arf redacted", _arf("abuse", redacted=True, named=False), Expected("complaint", (), MESSAGE_ID)),
    Letter("arf opt-out", _arf("opt-out"), Expected("complaint", ((ANA, None, False),), MESSAGE_ID)),
    Letter("arf not-spam", _arf("not-spam"), Expected("unknown", ((ANA, None, False),), MESSAGE_ID)),
    Letter("arf auth-failure", _arf("auth-failure"), Expected("unknown", ((ANA, None, False),), MESSAGE_ID)),
    _is("vacation by header", "auto_reply", "Re: Datos", "Estoy fuera.", headers={**ANSWER, "Auto-Submitted": "auto-replied"}),
    _is("vacation es", "auto_reply", "Respuesta automática: Datos", "Estaré fuera de la oficina hasta el lunes 9. Para asuntos urgentes, llame a recepción.", headers=ANSWER),
    _is("vacation words only", "auto_reply", "Datos", "Gracias por su mensaje. Me encuentro fuera de la oficina hasta el 9 de noviembre, con acceso limitado al correo. En caso de urgencia puede contactar con Luis. A mi regreso contestaré a su mensaje.\n\nEste es un mensaje automático.", headers=ANSWER),
    _is("vacation en", "auto_reply", "Automatic reply: Data", "I am out of the office until Monday with limited access to email. For urgent matters call Luis.", headers=ANSWER),
    _is("vacation ru", "auto_reply", "Автоответ: Данные", "Добрый день! Я в отпуске до 9 ноября. По срочным вопросам пишите Ивану.", headers=ANSWER),
    _is("vacation de", "auto_reply", "Abwesenheitsnotiz: Daten", "Ich bin bis 9. November nicht im Büro.", headers=ANSWER),
    _is("vacation fr", "auto_reply", "Réponse automatique : Données", "Je suis absente du bureau jusqu'au 9.", headers=ANSWER),
    _is("left", "auto_reply", "Respuesta automática: Datos", "Luis ya no trabaja en esta empresa. Escriba a info@cliente.test.", headers=ANSWER),
    _is("ticket", "auto_reply", "[Ticket #4711] We have received your request", "Thank you for contacting us. Your ticket number is 4711. Our support team will get back to you within 24 hours.", sender="support@empresa.test", headers=ANSWER),
    _is("ticket es", "auto_reply", "Hemos recibido su solicitud", "Gracias por contactar con nosotros. Hemos recibido su mensaje y le responderemos a la mayor brevedad. No responda a este correo.", sender="noresponder@empresa.test"),
    _is("challenge", "auto_reply", "Please confirm your message", "To protect myself from spam I ask you to confirm that you are a real person. Click on the link below to have your message delivered.", headers=ANSWER),
    _is("list", "unknown", "Novedades de noviembre", "Todas nuestras ofertas.", sender="news@revista.test", headers={"List-Unsubscribe": "<mailto:baja@revista.test>", "Precedence": "bulk"}),
    _is("spam", "unknown", "You won", "Claim your prize.", headers={"X-Spam-Flag": "YES"}),
    _is("unsubscribe", "unsubscribe", "unsubscribe", ""),
    _is("dmarc", "unknown", "Report Domain: tienda.test Submitter: mx.example Report-ID: 99", "See attachment", sender="dmarc@mx.example"),
    _is("person confirms", "human", "Re: Datos", "Todo correcto, gracias.", headers=ANSWER),
    _is("person on holiday", "human", "Re: Datos", "Está todo bien. Estoy de vacaciones, ya les llamo yo.", headers=ANSWER),
    _is("person about a bounce", "human", "Correo devuelto", "Hola, me ha llegado devuelto un correo que mandé a luis@cliente.test, dice que el buzón está lleno. ¿Tienen otra dirección?"),
    _is("person forwards a bounce", "human", "Fwd: Undelivered Mail Returned to Sender", f"Mira lo que me llega, ¿qué hago?\n\n---------- Forwarded message ----------\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nSubject: Undelivered Mail\n\n<{ANA}>: host mx said: 550 5.1.1 User unknown\n\n{original(ANA)}"),
    _is("person thanks", "human", "Re: Datos", "Gracias por su mensaje. Mi número de teléfono nuevo es 600 000 000.", headers=ANSWER),
    _is("person in a company with noreply", "human", "Re: Datos", "Thank you for your message, please note that our new address is Calle Mayor 3.", headers=ANSWER),
    _is("person says the mailbox is full", "human", "Re: Datos", "Perdón, tenía el buzón lleno y no pudo ser entregado su correo anterior. Mis datos son correctos.", headers=ANSWER),
    _is("person through a list address", "human", "Re: Datos", "Todo bien.", headers={**ANSWER, "List-Id": "<info.cliente.test>"}),
)  # fmt: skip
