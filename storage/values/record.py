"""The fields of a contact that a mail can show and a correction can name."""

FIELDS = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "mobile",
    "street",
    "city",
    "province",
    "postcode",
    "country",
    "company",
    "job_title",
    "birth_date",
    "language",
    "channel",
)
