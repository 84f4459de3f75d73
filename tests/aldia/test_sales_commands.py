"""Orders, payments and tickets as a script brings them in, and what is foreseen from them."""

from pathlib import Path

import pytest

from tests.aldia.test_keeping_commands import Script, imported, script

__all__ = ["script"]

COUNTS = ("read", "created", "updated", "unchanged", "skipped", "rejected")


def brought(script: Script, kind: str, *lines: str, more: tuple[str, ...] = ()) -> list[int]:
    """Import a file of a kind and return the counts."""
    path = script.folder / f"{kind}.csv"
    path.write_text("\n".join(lines), "utf-8")
    code, (done,), err = script.run("import", str(path), "--kind", kind, *more)
    assert (code, err) == (0, "")
    return [done[name] for name in COUNTS]


def test_orders_come_in_are_shown_and_foreseen(script: Script) -> None:
    ana = imported(script)
    orders = (
        "Pedido;Fecha;ID cliente;Total;Pagado",
        "1;2026-01-10;A1;100,00;no",
        "2;10/02/26;X;5;",
    )
    assert brought(script, "orders", *orders, more=("--dry-run",)) == [2, 1, 0, 0, 0, 1]
    assert brought(script, "orders", *orders) == [2, 1, 0, 0, 0, 1]
    assert brought(script, "payments", "Pedido;Fecha;Importe", "1;2026-02-01;60") == [
        1,
        1,
        *[0] * 4,
    ]
    assert brought(script, "tickets", "Fecha;ID cliente;Asunto", "2026-02-01;A1;Fuga")[1] == 1
    _, (shown,), _ = script.run("show", str(ana))
    assert shown["owed"] == {"EUR": 40.0}
    assert (shown["orders"][0]["amount"], shown["tickets"][0]["subject"]) == (100.0, "Fuga")
    code, (row,), _ = script.run("forecast", "--as-of", "2026-03-01", "--days", "30")
    assert code == 0
    assert (row["id"], row["external_id"], row["orders"]) == (ana, "A1", 1)
    assert (row["last_order"], row["median_gap_days"]) == ("2026-01-10", None)
    assert 0 < row["risk"] < 1
    assert script.run("forecast", "--as-of", "2025-01-01") == (0, [], "")
    assert script.run("job", "forecast")[1][0]["forecast"] == 1


@pytest.mark.parametrize(
    ("said", "part"), [("Total=nosuch", "nosuch"), ("Nada=total", "Nada"), ("Total", "Total")]
)
def test_a_column_that_is_named_wrongly_is_told(
    script: Script, tmp_path: Path, said: str, part: str
) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Pedido;Fecha;Total\n1;2026-01-01;5", "utf-8")
    code, _, err = script.run("import", str(path), "--kind", "orders", "--map", said)
    assert code == 2
    assert part in err
    assert len(err.splitlines()) == 1


def test_a_dry_run_shows_what_the_columns_of_sales_were_taken_for(
    script: Script, tmp_path: Path
) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "Pedido;Correo;Fecha;Total;Zona\n1;a@example.org;2026-01-01;5,00;Norte", "utf-8"
    )
    run = ("import", str(path), "--kind", "orders", "--dry-run")
    code, (seen,), _ = script.run(*run)
    assert code == 0
    assert seen["mapping"] == {
        "Pedido": "number",
        "Correo": "email",
        "Fecha": "date",
        "Total": "total",
        "Zona": "custom",
    }
    shown = {one["column"]: (one["why"], one["samples"]) for one in seen["columns"]}
    assert (shown["Total"], shown["Zona"][0]) == (("alias", ["5,00"]), "unknown")
    _, (corrected,), _ = script.run(*run, "--map", "Zona=channel", "--map", "Total=-")
    assert (corrected["mapping"]["Zona"], corrected["mapping"]["Total"]) == ("channel", "-")


def test_what_a_column_of_orders_means_is_said_once(script: Script) -> None:
    imported(script)
    rows = "Ref;Fecha;ID cliente;Base;Zona\n{};2026-01-10;A1;{};Norte"
    path = script.folder / "o.csv"
    path.write_text(rows.format(1, "100,00"), "utf-8")
    run = ("import", str(path), "--kind", "orders")
    said = ("--map", "Base=total", "--map", "Zona=channel")
    assert script.run(*run, *said, "--dry-run")[1][0]["mapping"]["Base"] == "total"
    assert script.run(*run, "--dry-run")[1][0]["mapping"]["Base"] == "-", "a rehearsal says nothing"
    assert script.run(*run, *said)[1][0]["created"] == 1
    path.write_text(rows.format(2, "50,00"), "utf-8")
    _, (done,), _ = script.run(*run)
    assert (done["created"], done["mapping"]["Base"]) == (1, "total")
    _, (shown,), _ = script.run("show", "ana@example.org")
    assert [(one["amount"], one["channel"]) for one in shown["orders"]] == [
        (100.0, "Norte"),
        (50.0, "Norte"),
    ]
    _, (other,), _ = script.run("import", str(path), "--kind", "payments", "--dry-run")
    assert other["mapping"]["Zona"] == "custom", "another kind has words of its own"
