"""The shipped table of reasons is what the shipped phrases and examples teach."""

from mail.learned import Model, tables
from mail.recognising import learning
from mail.recognising.weighing import TABLE


def test_the_shipped_table_was_learned_from_the_shipped_examples() -> None:
    head = TABLE.read_text("utf-8").partition("\t")[0]
    assert head == tables.note(list(learning.seen())), "run make learn"


def test_a_row_of_the_table_is_written_as_it_was_read() -> None:
    table = TABLE.read_text("utf-8")
    assert Model.parsed(table.splitlines()).written(table.partition("\t")[0]) == table
