"""Reports that mail systems write for people, each in its own manner and language."""

# Letters keep the long lines that systems write:
# ruff: noqa: E501

from tests.mail.recognising.letters import MESSAGE_ID, Expected, Letter, original, plain

DAEMON = "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>"
ANA, LUIS = "ana@cliente.test", "luis@cliente.test"
Row = tuple[str, str | None, bool]


def letter(
    name: str, subject: str, body: str, *rows: Row, sender: str = DAEMON, kind: str = "bounce",
    headers: dict[str, str] | None = None, charset: str = "utf-8", page: bool = False,
) -> Letter:  # fmt: skip
    copied = MESSAGE_ID if "k3v9" in body else None
    raw = plain(
        sender,
        subject,
        body,
        headers=headers,
        charset=charset,
        kind="text/html" if page else "text/plain",
    )
    return Letter(name, raw, Expected(kind, rows, copied))


FREE = (
    letter("qmail", "failure notice", f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANA}>:
198.51.100.4 does not like recipient.
Remote host said: 550 5.1.1 unknown user
Giving up on 198.51.100.4.

<{LUIS}>:
user is over quota

--- Below this line is a copy of the message.

{original(ANA)}""", (ANA, "user_unknown", True), (LUIS, "mailbox_full", False)),
    letter("qmail host", "failure notice", f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANA}>:
Sorry, I couldn't find any host named cliente.test. (#5.1.2)

--- Below this line is a copy of the message.

{original(ANA)}""", (ANA, "host_unknown", True)),
    letter("exim", "Mail delivery failed: returning message to sender", f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANA}
    host mx.cliente.test [198.51.100.4]
    SMTP error from remote mail server after RCPT TO:<{ANA}>:
    550 5.1.1 <{ANA}>: Recipient address rejected: User unknown

------ This is a copy of the message, including all the headers. ------

{original(ANA)}""", (ANA, "user_unknown", True), headers={"X-Failed-Recipients": ANA, "Auto-Submitted": "auto-replied"}),
    letter("exim retry", "Mail delivery failed: returning message to sender", f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANA}
    retry time not reached for any host after a long failure period

------ This is a copy of the message's headers. ------

{original(ANA)}""", (ANA, "expired", False), headers={"X-Failed-Recipients": ANA}),
    letter("exim alias", "Mail delivery failed: returning message to sender", f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  interno@buzones.test
    (generated from {ANA})
    mailbox is full: retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

{original(ANA)}""", (ANA, "mailbox_full", False), headers={"X-Failed-Recipients": "interno@buzones.test"}),
    letter("exim warning", "Warning: message 1kZ-000 delayed 24 hours", f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  {ANA}

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals if the message
remains undelivered.""", (ANA, "other", False), kind="delay"),
    letter("sendmail", "Returned mail: see transcript for details", f"""The original message was received at Tue, 3 Nov 2026 09:00:00 +0100
from app.tienda.test [192.0.2.10]

   ----- The following addresses had permanent fatal errors -----
<{ANA}>
    (reason: 550 5.1.1 <{ANA}>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.cliente.test.:
>>> DATA
<<< 550 5.1.1 <{ANA}>... User unknown
550 5.1.1 <{ANA}>... User unknown
<<< 503 5.0.0 Need RCPT (recipient)

   ----- Message header follows -----
{original(ANA)}""", (ANA, "user_unknown", True)),
    letter("courier", "NOTICE: mail delivery status.", f"""This is a delivery status notification from mx.example, running the
Courier mail server.

The original message was received on Tue, 3 Nov 2026 09:00:00 +0100
from app.tienda.test

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<{ANA}>:
    mx.cliente.test [198.51.100.4]:
>>> RCPT TO:<{ANA}>
<<< 550 User unknown.

---------------------------------------------------------------------------
If your message was also sent to additional recipients, their delivery status
is not included in this report.
""", (ANA, "user_unknown", True)),
    letter("exchange 2003", "Undeliverable: ¿Siguen siendo sus datos?", f"""Your message

  To:      {ANA}
  Subject: ¿Siguen siendo sus datos?
  Sent:    Tue, 3 Nov 2026 09:00:00 +0100

did not reach the following recipient(s):

{LUIS} on Tue, 3 Nov 2026 09:00:10 +0100
    The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
    <mx.cliente.test #5.1.1>
""", (LUIS, "user_unknown", True), sender="System Administrator <postmaster@cliente.test>"),
    letter("office 365", "Undeliverable: ¿Siguen siendo sus datos?", f"""<html><head><style>p {{ color: red }}</style></head><body>
<table><tr><td>Your message to {ANA} couldn't be delivered.</td></tr>
<tr><td><b>ana</b> wasn't found at <b>cliente.test</b>.</td></tr></table>
<p>How to Fix It</p><p>The address may be misspelled or may not exist. Try one or more of the following: Send the message again.</p>
<p><b>Original Message Details</b></p>
<table><tr><td>Created Date:</td><td>11/3/2026</td></tr><tr><td>Sender Address:</td><td>avisos@tienda.test</td></tr>
<tr><td>Recipient Address:</td><td>{ANA}</td></tr></table>
<p>Reported error: <i>550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {ANA} not found by SMTP address lookup</i></p>
</body></html>""", (ANA, "user_unknown", True), sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@cliente.test>", page=True),
    letter("gmail", "Delivery Status Notification (Failure)", f"""Hello avisos@tienda.test,

We're writing to let you know that the group you tried to contact does not exist.

** Address not found **

Your message wasn't delivered to {ANA} because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.

----- Original message -----

{original(ANA)}""", (ANA, "user_unknown", True), sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    letter("gmail es", "Delivery Status Notification (Failure)", f"""** No se ha encontrado la dirección **

Tu mensaje no se ha entregado a {ANA} porque no se ha encontrado la dirección o esta no puede recibir correo.

Más información: https://support.example/mail
""", (ANA, "user_unknown", True), sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", headers={"In-Reply-To": f"<{MESSAGE_ID}>"}),
    letter("yahoo", "Failure Notice", f"""Sorry, we were unable to deliver your message to the following address.

<{ANA}>:
554: delivery error: dd Not a valid recipient - atlas.mail.example

--- Below this line is a copy of the message.

{original(ANA)}""", (ANA, "user_unknown", True), sender="MAILER-DAEMON@yahoo.test"),
    letter("mail.ru", "Ваше сообщение не доставлено. Mail failure.", f"""Это письмо создано автоматически сервером mail.test, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

{ANA}
  host mxs.mail.test
  Почтовый ящик переполнен

------ This is a copy of your message, including all the headers.

{original(ANA)}""", (ANA, "mailbox_full", False)),
    letter("yandex", "Недоставленное сообщение", f"""Это письмо отправлено почтовым сервером yandex.test.

К сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может
быть отправлено одному или нескольким адресатам. Технические подробности можно найти ниже.

Пожалуйста, не отвечайте на это сообщение.

<{ANA}>: host mx.cliente.test[198.51.100.4] said: 550 5.7.1 No such user! (in
    reply to RCPT TO command)
""", (ANA, "user_unknown", True), sender="mailer-daemon@yandex.test"),
    letter("ionos", "Mail delivery failed: returning message to sender", f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error.

The following address failed:

{ANA}:
SMTP error from remote server for RCPT TO command, host: mx.cliente.test (198.51.100.4) reason: 550 5.1.1 User unknown

--- The header of the original message is following. ---

{original(ANA)}""", (ANA, "user_unknown", True), sender='"Mail Delivery System" <mailer-daemon@kundenserver.test>'),
    letter("zoho", "Undelivered Mail Returned to Sender", f"""This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

{ANA}, ERROR CODE :550 - 5.1.1 user doesn't exist
""", (ANA, "user_unknown", True), sender="mailer-daemon@mail.zoho.test"),
    letter("hmailserver", "Message undeliverable: ¿Siguen siendo sus datos?", f"""Your message did not reach some or all of the intended recipients.

   Sent: Tue, 3 Nov 2026 09:00:00 +0100
   Subject: ¿Siguen siendo sus datos?

The following recipient(s) could not be reached:

{ANA}
   Error Type: SMTP
   Remote server (198.51.100.4) issued an error.
   hMailServer sent: RCPT TO:<{ANA}>
   Remote server replied: 452 4.2.2 Over quota


hMailServer""", (ANA, "mailbox_full", False), sender="mailer-daemon@mx.example"),
    letter("mdaemon", "Permanent Delivery Failure", f"""The following data may contain an error.

YOUR MESSAGE WAS NOT DELIVERED!

Failed address: {ANA}

--- Session Transcript ---
 Attempting SMTP connection to [198.51.100.4:25]
 220 mx.cliente.test ESMTP
 EHLO mx.example
 250 OK
 MAIL From:<avisos@tienda.test>
 250 sender OK
 RCPT To:<{ANA}>
 550 5.1.1 {ANA} recipient unknown
 QUIT
--- End Transcript ---
""", (ANA, "user_unknown", True), sender="MDaemon@mx.example"),
    letter("mailenable", "Message Delivery Failure", f"""MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

\tRecipient: [SMTP:{ANA}]
\tReason: Remote SMTP Server Returned: 554 5.7.1 <{ANA}>: Relay access denied

Message headers follow:

{original(ANA)}""", (ANA, "relay_denied", False), sender='"Delivery Subsystem" <POSTMASTER@mx.example>'),
    letter("domino", f"DELIVERY FAILURE: User ana ({ANA}) not listed in Domino Directory", f"""Your message

  Subject: Datos

was not delivered to:

  {ANA}

because:

  User ana ({ANA}) not listed in Domino Directory
""", (ANA, "user_unknown", True), sender="Postmaster@mx.example"),
    letter("groupwise", "Message status - undeliverable", f"""The message that you sent was undeliverable to the following:
\t{ANA} (user not found)

Possibly truncated original message follows:
""", (ANA, "user_unknown", True), sender="Mail System <postmaster@mx.example>"),
    letter("zimbra", "Undelivered Mail Returned to Sender", f"""This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<{ANA}>: host mx.cliente.test[/run/lmtp] said: 552 5.2.2 Over
    quota (in reply to RCPT TO command)
""", (ANA, "mailbox_full", False)),
    letter("kerio", "Mail Delivery Failure", f"""Your message could not be delivered to one or more recipients.

This message was generated by mail server. Don't reply to it.

  <{ANA}>
      550 5.1.1 User unknown

""", (ANA, "user_unknown", True), sender="postmaster@mx.example"),
    letter("james", "Re: Datos", f"""Hi. This is the James mail server at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out. Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
{ANA}

Error message:
550 5.1.1 unknown address
""", (ANA, "user_unknown", True), sender="postmaster@mx.example"),
    letter("ironport", "Undeliverable Message", f"""Delivery has failed to these recipients:

The following message to <{ANA}> was undeliverable.
The reason for the problem:
5.1.0 - Unknown address error 550-'5.1.1 invalid recipient'
""", (ANA, "user_unknown", True), sender="Mail Delivery System <MAILER-DAEMON@mx.example>"),
    letter("mimecast", "[Postmaster] Email Delivery Failure", f"""This is a delivery failure notification message indicating that
an email you addressed to email address :
-- {ANA}

could not be delivered. The problem appears to be :
-- Recipient email server rejected the message

Additional information follows :
-- 550 Administrative prohibition - envelope blocked
""", (ANA, "policy", False), sender='"Mail Delivery System" <mailer-daemon@mx.example>'),
    letter("barracuda", "Non-delivery Report", f"""**Message you sent was blocked by our bulk email filter**

Your email to the following recipients was blocked:
  {ANA}

Reason: message identified as spam
""", (ANA, "spam", False), sender="postmaster@mx.example"),
    letter("symantec", "Mail Delivery Failure", f"""This is the mail delivery agent at messagelabs.test.
I was unable to deliver your message to the following addresses:

{ANA}

Reason: 550 5.7.1 The recipient does not exist.
""", (ANA, "user_unknown", True), sender="MAILER-DAEMON@messagelabs.test"),
    letter("ses", "Delivery Status Notification (Failure)", f"""An error occurred while trying to deliver the mail to the following recipients:
{ANA}
""", (ANA, "other", False), sender="MAILER-DAEMON@amazonses.test"),
    letter("wrapped address", "Undelivered Mail Returned to Sender", """I'm sorry to have to inform you that your message could not be delivered.

<maria.del.pilar.fernandez-villalobos@
    departamento-comercial.cliente.test>: unknown user
""", ("maria.del.pilar.fernandez-villalobos@departamento-comercial.cliente.test", "user_unknown", True)),
    letter("no address but the original", "Mail could not be delivered", f"""Your mail could not be delivered: the mailbox is full.

----- Original message follows -----

{original(ANA)}""", (ANA, "mailbox_full", False)),
    letter("quoted original", "Undeliverable mail", f"""Your message was not delivered because the address does not exist.

{chr(10).join("> " + line for line in original(ANA).splitlines())}
""", (ANA, "user_unknown", True)),
    letter("spanish", "No se pudo entregar el mensaje", f"""Su mensaje no ha podido ser entregado a los siguientes destinatarios:

  {ANA}

Motivo: el buzón del destinatario está lleno.
""", (ANA, "mailbox_full", False), sender="postmaster@correo.example"),
    letter("spanish unknown", "Devolución de correo: mensaje no entregado", f"""No se pudo entregar su mensaje a {ANA}.
La dirección de correo electrónico no existe. Compruebe que está bien escrita.
""", (ANA, "user_unknown", True), sender="postmaster@correo.example"),
    letter("german", "Unzustellbar: Ihre Daten", f"""Ihre Nachricht konnte nicht zugestellt werden:

{ANA}
Der Empfänger ist unbekannt.

Ursprüngliche Nachricht:
""", (ANA, "user_unknown", True), sender="postmaster@post.example"),
    letter("german full", "Mail konnte nicht zugestellt werden", f"""Die Nachricht an {ANA} konnte nicht zugestellt werden.
Das Postfach ist voll.
""", (ANA, "mailbox_full", False), sender="Mailer-Daemon@post.example"),
    letter("french", "Échec de la remise : vos données", f"""Votre message n'a pas pu être remis au destinataire suivant :

{ANA}
La boîte aux lettres du destinataire est pleine.
""", (ANA, "mailbox_full", False), sender="postmaster@poste.example"),
    letter("french unknown", "Message non distribué", f"""Le message suivant n'a pas pu être délivré à : {ANA}
Utilisateur inconnu !
""", (ANA, "user_unknown", True), sender="postmaster@poste.example", charset="iso-8859-1"),
    letter("italian", "Mancata consegna del messaggio", f"""Impossibile recapitare il messaggio al destinatario:

{ANA}
La casella di posta non esiste.
""", (ANA, "user_unknown", True), sender="postmaster@posta.example"),
    letter("portuguese", "Falha na entrega da mensagem", f"""Não foi possível entregar a mensagem para:

{ANA}
A caixa postal do destinatário está cheia.
""", (ANA, "mailbox_full", False), sender="postmaster@correio.example"),
    letter("dutch", "Onbestelbaar: uw gegevens", f"""Uw bericht kon niet worden bezorgd bij:

{ANA}
Het e-mailadres bestaat niet.
""", (ANA, "user_unknown", True), sender="postmaster@post.example"),
    letter("polish", "Wiadomość niedostarczona", f"""Wiadomość nie mogła zostać dostarczona do:

{ANA}
Użytkownik nie istnieje.
""", (ANA, "user_unknown", True), sender="postmaster@poczta.example"),
    letter("japanese", "配信エラーのお知らせ", f"""送信したメールは、以下の宛先に配信できませんでした。

{ANA}
宛先のメールアドレスが存在しません。
""", (ANA, "user_unknown", True), sender="postmaster@keitai.example", charset="iso-2022-jp"),
    letter("japanese filter", "Mail System Error - Returned Mail", f"""次のあて先へのメッセージはエラーのため送信できませんでした。

<{ANA}>:
受信者の設定により受信を拒否されました。
""", (ANA, "filtered", False), sender="Postmaster@keitai.example"),
    letter("chinese", "系统退信", f"""您的邮件无法投递到以下收件人：

{ANA}
收件人邮箱不存在
""", (ANA, "user_unknown", True), sender="postmaster@youxiang.example", charset="gb18030"),
)  # fmt: skip
