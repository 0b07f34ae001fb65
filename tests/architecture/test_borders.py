"""What import-linter cannot say: areas see only the public modules of each other."""

import grimp

SHARED = {"kernel", "web_kit"}
PUBLIC = {"actions", "operations", "queries", "types", "errors", "ports"}
# A column type must be importable where models are declared: docs/adr/0006-encrypted-columns.md.
PUBLIC_OF = {"vault": PUBLIC | {"fields"}}


def test_areas_use_only_the_public_modules_of_each_other() -> None:
    graph = grimp.build_graph("shiming")

    trespasses = [
        f"{importer} -> {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if (theirs := imported.split("."))[1] != importer.split(".")[1:2][0]
        and theirs[1] not in SHARED
        and [*theirs, ""][2] not in PUBLIC_OF.get(theirs[1], PUBLIC)
    ]

    assert trespasses == []
