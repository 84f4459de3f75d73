"""The few web pages behind the links in a mail: is this right, take me off, is this your address.

For people who would rather tap than write. Everything can be done by replying as well, so a link
that does not work says just that.

- GET and HEAD never change anything: mail scanners follow links. POST does, without log-in or
  cookies, and the same POST twice has one effect (RFC 8058 asks for that).
- The token in the path is the only secret. It proves that its bearer has seen one mail of ours,
  and mail gets forwarded; so a page confirms and takes off, but every correction waits for staff.
- Nothing is kept of a visit, and no page needs scripts, pictures or anything from elsewhere.
"""

from mail.pages.server import PagesError, application, serve_pages
from mail.pages.settings import PagesSettings, listening_at

__all__ = ["PagesError", "PagesSettings", "application", "listening_at", "serve_pages"]
