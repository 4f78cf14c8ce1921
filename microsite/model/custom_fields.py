"""Custom fields: those that a project declares for a kind of record."""

from microsite.diagnostics.diagnostic import Log
from microsite.model.fields import BoundField, CustomField, Record, fields_of
from microsite.model.record_reader import read_record
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, span_at


def custom_fields(
    record: type[Record], kind: str, node: Node | None, log: Log
) -> dict[str, BoundField]:
    """Return the fields of a class of records that a list declares, by name. Report
    R151 and R152.

    One with an error, which is reported with the settings, takes any text and shows it
    nowhere.
    """
    custom: dict[str, BoundField] = {}
    reserved = {
        name for field in fields_of(record).values() for name in (field.name, field.key)
    }
    for item in node.items if isinstance(node, Sequence) else ():
        name_node = item.values.get("name") if isinstance(item, Mapping) else None
        if not isinstance(name_node, Scalar):
            continue
        name, declared = (
            name_node.text.strip(),
            read_record(CustomField, item, "", Log()),
        )
        for key, cure in declared.problems() if declared else ():
            log.report("R152", span_at(item, (key,)), given=name, cure=cure)
            declared = None
        if name in reserved | custom.keys():
            log.report("R151", name_node.span, given=name, kind=kind)
        else:
            ignored = CustomField(name=name, kind="several of", shown="nowhere")
            custom[name] = (declared or ignored).field()
    return custom
