"""Letters in shapes that are met seldom: refusals of lists, names that Exchange gives its own,
notices made of a table, complaints without a format.

Of each shape three were written before a rule for it; `HELD_BACK` was run only after the rules."""

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
CORO = "coro@listas.test"
EXCHANGE = "IMCEAEX-_O=CLIENTE_OU=EXCHANGE+20ADMINISTRATIVE+20GROUP+20+28FYDIBOHF23SPDLT+29_CN=RECIPIENTS_CN=Ana+2EPrieto@cliente.local"
LIST = {"Precedence": "bulk", "X-List-Administrivia": "yes", "List-Id": "Coro <coro.listas.test>"}


def _list(name: str, sender: str, subject: str, body: str) -> Letter:
    raw = plain(f"{sender}@listas.test", subject, body, headers=LIST)
    return Letter(name, raw, Expected("bounce", ((CORO, "filtered", False),)))


def _failed(name: str, reason: str, notice: str, diagnostic: str, status: str = "5.3.0") -> Letter:
    raw = report(notice, fields(recipient(ANA, status, diagnostic)), to=ANA)
    dead = reason in ("user_unknown", "moved")
    return Letter(name, raw, Expected("bounce", ((ANA, reason, dead),), MESSAGE_ID))


def _exchange(name: str, final: str, more: str, reason: str = "filtered") -> Letter:
    stated = f"{more}Final-Recipient: {final}\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized\n"
    raw = report(
        f"Delivery has failed to these recipients or groups:\n\n{ANA}\n", fields(stated), to=ANA
    )
    return Letter(name, raw, Expected("bounce", ((ANA, reason, False),), MESSAGE_ID))


def _table(name: str, subject: str, rows: str, reason: str) -> Letter:
    html = f"<html><body><p>{subject}</p><table>{rows}</table></body></html>"
    raw = plain(
        "Postmaster@cliente.test",
        subject,
        html,
        kind="text/html",
        headers={"Return-Path": "<>", "Auto-Submitted": "auto-replied"},
    )
    return Letter(name, raw, Expected("bounce", ((ANA, reason, reason == "user_unknown"),)))


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _complaint(name: str, sender: str, subject: str, body: str) -> Letter:
    raw = plain(sender, subject, body + original("x"), headers={"Precedence": "list"})
    return Letter(name, raw, Expected("complaint", (), MESSAGE_ID))


RARER = (
    _list("list moderator es", "coro-bounces", "Solicitud a la lista \"Coro\" rechazada", "Su solicitud a la lista de distribución Coro\n\n    Envío de su mensaje titulado \"Datos\"\n\nha sido rechazada por el moderador de la lista. El moderador ha dado la\nsiguiente razón para rechazar su solicitud:\n\n\"Los no suscriptores no pueden enviar mensajes a esta lista.\"\n\nCualquier pregunta o comentario debería dirigirla al administrador de\nla lista a:\n\n    coro-owner@listas.test\n"),
    _list("list moderator de", "coro-bounces", "Anfrage an Mailingliste Coro abgelehnt", "Ihre Anfrage an die Mailingliste Coro\n\n    Nachricht mit dem Betreff \"Datos\"\n\nwurde vom Listenmoderator abgelehnt. Der Moderator gab folgenden Grund an:\n\n\"Nur Mitglieder dürfen an diese Liste schreiben.\"\n\nFragen bitte an: coro-owner@listas.test\n"),
    _list("list not a member", "coro-admin", f"You {OURS} are not member (coro ML)", f"You <{OURS}> are not a member of this mailing list <{CORO}>.\nYour mail is NOT distributed.\n\nIf you have any questions or problems, please contact coro-admin@listas.test\n"),
    _exchange("exchange's own name, hyphenated", f"rfc822;{EXCHANGE}", f"Original-Recipient: rfc822;{ANA}\n"),
    _exchange("exchange's own name alone", f"rfc822;{EXCHANGE}", ""),
    _table("table zh", "系统退信", _row("原邮件信息：", "") + _row("时　间：", "2026-11-03 09:00") + _row("主　题：", "Datos") + _row("收件人：", ANA) + _row("退信原因：", f"收件人邮箱 {ANA} 已被停用，无法接收邮件<br/>SMTP error, RCPT TO: 550 User suspended"), "inactive"),
    _table("table ru", "Письмо не доставлено", _row("Исходное сообщение:", "") + _row("Тема:", "Datos") + _row("Получатель:", ANA) + _row("Причина:", "550 почтовый ящик переполнен"), "mailbox_full"),
    _failed("a program's trace, php", "system_error", "It failed.", "x-unix; PHP Fatal error: Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /srv/desk/Db.php:41"),
    _failed("a program's trace, python", "system_error", "It failed.", "x-unix; Traceback (most recent call last): File \"/srv/desk/pipe.py\", line 8, in <module> ConnectionRefusedError: [Errno 111] Connection refused"),
    _failed("moved with a try", "moved", "It failed.", "551 We no longer host this user; try <ana@nueva.test>"),
    _failed("moved with the domain", "moved", "It failed.", "550 Our company was renamed. Mail for @vieja.test now goes to @nueva.test."),
    _complaint("complaint by a bureau", "\"SpamStop user\" <5317204411@reports.spamstop.test>", "[SpamStop (192.0.2.10) id:5317204411]Datos", "[ SpamStop V4.6 ]\nThis message is brief for your comfort.\n\nEmail from 192.0.2.10 / Tue, 03 Nov 2026 09:00:00 +0100\n\n[ Offending message ]\n"),
    _complaint("complaint of a provider", "abuse@proveedor.test", "Email Abuse Report: Datos", "This is an email abuse report for an email message received from IP 192.0.2.10 on Tue, 03 Nov 2026 09:00:00 +0100.\n\nThe reported message follows:\n\n"),
    Letter("person complains", plain("Ana <ana@cliente.test>", "Denuncia por spam", "Mensaje denunciado: no quiero recibir más esto, es una denuncia de spam.\n\n" + original(ANA)), Expected("human")),
    Letter("news about complaints", plain("abuse@proveedor.test", "Boletín", "Hemos recibido una queja por spam cada minuto.", headers={"Precedence": "bulk"}), Expected("unknown")),
    Letter("list held for its moderator", plain("coro-bounces@listas.test", "Your message to Coro awaits moderator approval", "Is being held until the list moderator can review it for approval.\n\nThe reason it is being held: Post by non-member to a members-only list\n", headers=LIST), Expected("auto_reply")),
    Letter("list held for its moderator es", plain("coro-bounces@listas.test", "El mensaje enviado a Coro está a la espera del consentimiento del moderador", "Está retenido hasta que el moderador de la lista pueda revisarlo.\n\nRazón por la que está retenido: los no suscriptores no pueden enviar mensajes a esta lista\n", headers=LIST), Expected("auto_reply")),
)  # fmt: skip

HELD_BACK = (
    _list("list moderator it", "coro-bounces", "Richiesta alla lista \"Coro\" rifiutata", "La tua richiesta alla lista Coro\n\n    Invio di un messaggio con oggetto \"Datos\"\n\nè stata rifiutata dal moderatore della lista. Il moderatore ha indicato il\nseguente motivo:\n\n\"Solo gli iscritti possono scrivere a questa lista.\"\n\nDomande a: coro-owner@listas.test\n"),
    _list("list closed fr", "coro-request", "Votre message à la liste coro a été rejeté", "Votre message n'a pas été distribué : la liste coro est réservée à ses abonnés.\n\nPour toute question, écrire à coro-request@listas.test\n"),
    _exchange("exchange's own name, notes", "rfc822;IMCEANOTES-Ana+20Prieto+2FVentas+2FCliente@cliente.local", f"Original-Recipient: rfc822;{ANA}\n"),
    _table("table en", "Your message could not be delivered", _row("Original message information:", "") + _row("Date:", "2026-11-03 09:00") + _row("Subject:", "Datos") + _row("Recipient:", ANA) + _row("Reason:", "550 5.1.1 user unknown"), "user_unknown"),
    _failed("a program's trace, java", "system_error", "It failed.", "x-unix; Exception in thread \"main\" java.lang.NullPointerException at com.desk.Pipe.main(Pipe.java:17) Connection refused"),
    _failed("moved with an address now", "moved", "It failed.", "550 5.1.1 she is not here any more; she can be reached at <ana@nueva.test>"),
    _complaint("complaint es", "abuse@hosting.test", "Queja por correo no solicitado", "Hemos recibido una queja de abuso sobre el siguiente mensaje, enviado desde 192.0.2.10.\n\nMensaje denunciado:\n\n"),
)  # fmt: skip
