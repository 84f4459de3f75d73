"""More reports for people, in the manner of systems that are met less often."""

# Letters keep the long lines that systems write:
# ruff: noqa: E501

from tests.mail.recognising.free_letters import ANA, DAEMON, LUIS, letter
from tests.mail.recognising.letters import original

POSTMASTER = "postmaster@mx.example"

MORE = (
    letter("appliance with arrows", "Returned mail: delivery problems", f"""The original message was received at Tue, 3 Nov 2026 09:00:00 +0100
from [192.0.2.10]

  ----- The following addresses had permanent fatal errors -----

>>> {ANA} <{ANA}>

  ----- Transcript of session follows -----
550 sorry, no mailbox here by that name (#5.1.1 - chkusr)
""", (ANA, "user_unknown", True)),
    letter("forwarder transcript", "Returned mail: User unknown", f"""   ----- Transcript of session follows -----
>>> RCPT TO:<{ANA}>
<<< 553 Invalid recipient {ANA} (Mode: normal)

   ----- Message follows -----
{original(ANA)}""", (ANA, "user_unknown", True)),
    letter("too many messages", "Returned mail: delivery problems", f"""   ----- The following addresses had delivery problems -----
{ANA}

   ----- Non-delivered information -----
The number of messages in recipient's mailbox exceeded the local limit.
""", (ANA, "mailbox_full", False)),
    letter("japanese carrier", "Mail System Error - Returned Mail", f"""The following recipients did not receive this message:

    <{ANA}>

 Each of the following recipients was rejected by a remote mail server.
    Recipient: <{ANA}>
    >>> RCPT TO:<{ANA}>
    <<< 550 <{ANA}>: User unknown
""", (ANA, "user_unknown", True), sender="Postmaster@keitai.example"),
    letter("their mailbox is full", "Mail delivery error", f"""  Your mail sent on: Tue, 3 Nov 2026 09:00:00 +0900
    Could not be delivered to: <{ANA}>
    As their mailbox is full.

  The message will not be sent again.
""", (ANA, "mailbox_full", False), sender="no-reply@keitai.example", headers={"Return-Path": "<>"}),
    letter("after the content", "Undelivered Mail Returned to Sender", f"""<{ANA}>: host mx.keitai.example[198.51.100.4] said: 550 Unknown user
    {ANA} (in reply to end of DATA command)
""", (ANA, "filtered", False)),
    letter("address in quotes", "Mail delivery failed: returning message to sender", f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to
one or more of its recipients. This is a permanent error.
The following address failed:

"{ANA}":
SMTP error from remote server after RCPT command:
host: mx.cliente.test
5.1.1 <{ANA}>... User Unknown
""", (ANA, "user_unknown", True)),
    letter("imail full", "Undeliverable Mail", f"""User mailbox exceeds allowed size: {ANA}

Original message follows.

{original(ANA)}""", (ANA, "mailbox_full", False), sender='"Postmaster" <postmaster@mx.example>'),
    letter("imail response", "Undeliverable Mail", f"""Unknown user: {ANA}

RCPT TO generated following response:
553 5.3.0 <{ANA}>... Addressee unknown, relay=[192.0.2.10]

Original message follows.
""", (ANA, "user_unknown", True), sender='"Postmaster" <postmaster@mx.example>'),
    letter("gateway suite", "Mail could not be delivered", f"""****** Message from a Messaging Security Suite ******

Sent >>> RCPT TO:<{ANA}>
Received <<< 552 5.2.2 {ANA} mailbox full

Unable to deliver message to <{ANA}>.

************************     End of message     **********************
""", (ANA, "mailbox_full", False), sender="imss@mx.example"),
    letter("foundry", "Message delivery has failed", f"""Unable to deliver message to: <{ANA}>
Delivery failed for the following reason:
Server mx.cliente.test[198.51.100.4] failed with: 550 <{ANA}> No such user here


This has been a permanent failure.  No further delivery attempts will be made.
""", (ANA, "user_unknown", True)),
    letter("marshal", "Undeliverable Mail: Datos", f"""Your message:
   From:    avisos@tienda.test
   Subject: Datos

Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected:

   {ANA}

Additional Information
======================
Original Sender:    <avisos@tienda.test>
Sender-MTA:         <192.0.2.10>
Remote-MTA:         <198.51.100.4>
""", (ANA, "user_unknown", True), sender=POSTMASTER),
    letter("problems in brackets", "Delivery Status", f"""   --- The following addresses had delivery problems ---

<{ANA}>   (User unknown {ANA})

   --- Message header follows ---
""", (ANA, "user_unknown", True)),
    letter("messaging server", "Delivery Notification: Delivery has failed", f"""This report relates to a message you sent with the following header fields:

  Message-id: <k3v9.20261103@tienda.test>
  Date: Tue, 3 Nov 2026 09:00:00 +0100
  From: avisos@tienda.test
  To: {ANA}
  Subject: Datos

Your message cannot be delivered to the following recipients:

  Recipient address: {ANA}
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 <{ANA}>... User Unknown
  Remote system: dns;mx.cliente.test (TCP|192.0.2.10|25)
""", (ANA, "user_unknown", True), sender="Internet Mail Delivery <postmaster@mx.example>"),
    letter("server message", "failure notice", f"""-------server message
550 5.1.1 unknown user <{ANA}>

-------SMTP command
RCPT TO <{ANA}>

-------original message
{original(ANA)}""", (ANA, "user_unknown", True)),
    letter("control", "Unable to deliver", f"""Your message could not be sent.
A transcript of the attempts to send the message follows.
The number of attempts made: 1
Addressed To: {ANA}

Tue 3 Nov 2026 09:00:10 +0100
Failed to send to identified host,
{ANA}: [198.51.100.4], 550 {ANA}... No such user
--- Message non-deliverable.
""", (ANA, "user_unknown", True), sender=POSTMASTER),
    letter("old transcript", "Returned mail: Deferred: Connection timed out", f"""   ----- Transcript of session follows -----
421 cliente.test (smtp)... Deferred: Connection timed out during user open with cliente.test

   ----- Unsent message follows -----
{original(ANA)}""", (ANA, "expired", False)),
    letter("brackets", "Returned mail", f"""The original message was received at Tue, 3 Nov 2026 09:00:00 +0900 (JST)
from avisos@tienda.test

---The following addresses had delivery errors---

{ANA} [User unknown]
""", (ANA, "user_unknown", True), sender=DAEMON),
    letter("aborted", "Delivery status notification", f"""============================================================================
      This is an automatically generated Delivery Status Notification.

Delivery to the following recipients was aborted after 2.0 hours:

  * {ANA}

============================================================================
                             Technical details:

SMTP:RCPT host 198.51.100.4: 553 5.3.0 <{ANA}>... No such user here
============================================================================
""", (ANA, "user_unknown", True)),
    letter("we had trouble", "There was an error sending your mail", f"""We had trouble delivering your message. Full details follow:

Subject: 'Datos'
Date:    'Tue, 3 Nov 2026 09:00:00 +0100'

1 error(s):

SMTP Server <mx.cliente.test> rejected recipient <{ANA}>
  (Error following RCPT command). It responded as follows: [550 5.1.1 unknown user]
""", (ANA, "user_unknown", True), sender="Mail Delivery System <noreply@mx.example>"),
    letter("public name", "Delivery Failure Report", f"""Your
document:  Datos
was not delivered to:  {ANA}
because:

------- Failure Reasons  --------

User not listed in public Name & Address Book
{ANA}

------- Returned Message --------

""", (ANA, "user_unknown", True), sender=POSTMASTER),
    letter("agent", "Mail delivery failed", f"""This is the Mail Agent v0.13 at mx.example.

There was an error delivering your mail to <{ANA}>.

mx.cliente.test [198.51.100.4] did not like our RCPT TO:
552 5.2.2 <{ANA}>: Recipient address rejected: Mailbox full

Message headers follow.

{original(ANA)}""", (ANA, "mailbox_full", False)),
    letter("list of recipients", "Delivery status notification: error", f"""    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

{ANA}: 550 5.1.1 <{ANA}>... User Unknown

    Below is a copy of the original message:

{original(ANA)}""", (ANA, "user_unknown", True)),
    letter("exchange 2007", "Undeliverable: Datos", f"""Delivery has failed to these recipients or distribution lists:

{ANA}
The recipient's e-mail address was not found in the recipient's e-mail system. Microsoft Exchange will not try to redeliver this message for you. Please check the e-mail address and try resending this message, or provide the following diagnostic text to your system administrator.

________________________________
Sent by Microsoft Exchange Server 2007

Diagnostic information for administrators:

Generating server: mx.cliente.test

{ANA}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Original message headers:

{original(ANA)}""", (ANA, "user_unknown", True), sender="Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@cliente.test>"),
    letter("exchange 2007 full", "Undeliverable: Datos", f"""Delivery has failed to these recipients or groups:

{ANA}<mailto:{ANA}>
The recipient's mailbox is full and can't accept messages now. Please try resending your message later, or contact the recipient directly.

Diagnostic information for administrators:

Generating server: mx.cliente.test

{ANA}
#554-5.2.2 mailbox full ##rfc822;{ANA}

""", (ANA, "mailbox_full", False), sender="postmaster@cliente.test"),
    letter("exchange spanish", "No se puede entregar: Datos", f"""Error al entregar el mensaje a los siguientes destinatarios o grupos:

Ana Prieto ({ANA})
No se encontró la dirección de correo electrónico que ha especificado. Compruebe la dirección de correo electrónico del destinatario e intente reenviar el mensaje.

Información de diagnóstico para los administradores:

Generando servidor: mx.cliente.test

{ANA}
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
""", (ANA, "user_unknown", True), sender="postmaster@cliente.test"),
    letter("exchange french", "Non remis : Données", f"""Échec de la remise aux destinataires ou groupes suivants :

{ANA}
L'adresse de messagerie que vous avez entrée est introuvable. Vérifiez l'adresse du destinataire.

Informations de diagnostic pour les administrateurs :

Serveur de génération : mx.cliente.test

{ANA}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
""", (ANA, "user_unknown", True), sender="postmaster@cliente.test"),
    letter("exchange german", "Unzustellbar: Daten", f"""Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

{ANA}
Die eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers.

Diagnoseinformationen für Administratoren:

Generierender Server: mx.cliente.test

{ANA}
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
""", (ANA, "user_unknown", True), sender="postmaster@cliente.test"),
    letter("exchange russian", "Не удается доставить: Данные", f"""Сбой доставки следующим получателям или группам:

{ANA}
Введенный адрес электронной почты не найден. Проверьте адрес получателя и попробуйте отправить сообщение повторно.
""", (ANA, "user_unknown", True), sender="postmaster@cliente.test"),
    letter("two listed one reason", "Undelivered Mail Returned to Sender", f"""Your message could not be delivered to the following recipients:

  {ANA}
  {LUIS}

because the domain cliente.test does not exist.
""", (ANA, "host_unknown", True), (LUIS, "host_unknown", True)),
    letter("connection", "Undelivered Mail Returned to Sender", f"""<{ANA}>: connect to mx.cliente.test[198.51.100.4]:25: Connection
    refused
""", (ANA, "network", False)),
    letter("pipe", "Undelivered Mail Returned to Sender", f"""<{ANA}>: Command died with status 75: "/usr/lib/lda". Command output:
    lda: unexpected
""", (ANA, "system_error", False)),
    letter("group", "Delivery Status Notification (Failure)", f"""Hello avisos@tienda.test,

We're writing to let you know that the group you tried to contact ({ANA}) may not exist, or you may not have permission to post messages to the group.
""", (ANA, "filtered", False), sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    letter("preferences", "Undelivered Mail Returned to Sender", f"""<{ANA}>: host mx.red.example[198.51.100.4] said: 550 5.1.1 RCP-P2
    Refused due to recipient preferences (in reply to RCPT TO command)
""", (ANA, "filtered", False)),
)  # fmt: skip
