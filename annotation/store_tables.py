"""The tables and views of a project file, as migrations: each runs once, in its own transaction."""

# sqlite-utils is typed in part only, so that much of what it gives counts as unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("standpoint")

APPLICATION_ID = 0x53_54_50_54
"""Marks the SQLite file as a Standpoint project ("STPT")."""

VERSION = 11
"""How many migrations there are below; `user_version` of a file tells how many it has seen."""


@migrations()
def m001_tables(db: Database) -> None:
    """The record: articles, the cast, annotations with their spans and roles, progress, the journal."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _TABLES:
        db.execute(statement)


@migrations()
def m002_full_text(db: Database) -> None:
    """The full-text index over titles and texts.

    `detail=none` halves the time that an import spends on it; phrases are checked against the text itself. A large
    `hashsize` lets one import batch become one segment, and `automerge` puts off joining segments as long as it may.
    Articles never change, so `Store.add_articles` fills the index where it fills the table, and no trigger is needed.
    """
    db.execute(
        "CREATE VIRTUAL TABLE articles_fts USING fts5"
        "(title, text, content='articles', content_rowid='number', detail=none, columnsize=0)"
    )
    db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('hashsize', 67108864), ('automerge', 16)")


@migrations()
def m003_gold_views(db: Database) -> None:
    """Gold labels for people who open the file in any SQL browser."""
    for statement in _VIEWS:
        db.execute(statement)


@migrations()
def m004_larger_joins(db: Database) -> None:
    """The full-text index joins its segments when there are 32 of a size, not 16: each is written again less often.

    Joining all of one size at once is left for when there are 64, for it holds up the batch that it falls into. A
    search looks into each segment, which takes some microseconds.
    """
    db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('automerge', 32), ('crisismerge', 64)")


@migrations()
def m005_reasons(db: Database) -> None:
    """Why the reader suggested something, in words for people."""
    db.execute("ALTER TABLE annotations ADD COLUMN reason TEXT NOT NULL DEFAULT ''")


@migrations()
def m006_short_digests(db: Database) -> None:
    """A small index to know an article again by its text: over the beginning of its digest.

    An import alters pages all over the index, and of the whole digests' index that was seven megabytes in a large
    project. Two texts of one beginning are one text: by accident there are two among a million with a chance of three
    in a hundred millions. Files made before version 6 keep their index of whole digests besides.
    """
    db.execute(f"CREATE UNIQUE INDEX articles_by_digest ON articles ({digest_start('sha256')})")


@migrations()
def m007_larger_blocks(db: Database) -> None:
    """The full-text index keeps its words in blocks of the size of a page, with room for what a page has besides."""
    db.execute("INSERT INTO articles_fts(articles_fts, rank) SELECT 'pgsz', page_size - 100 FROM pragma_page_size")


@migrations()
def m008_aliases(db: Database) -> None:
    """Other names that an actor goes by."""
    db.execute(
        "CREATE TABLE aliases (actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE, "
        "position INTEGER NOT NULL CHECK (position >= 0), alias TEXT NOT NULL CHECK (alias <> ''), "
        "PRIMARY KEY (actor, position)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX aliases_by_name ON aliases (alias)")


@migrations()
def m009_talk(db: Database) -> None:
    """Flags on annotations, guidelines beside the text, and which changes touched an annotation.

    Of the guidelines the latest ones count; older ones are kept. `touched` says of the journal what cannot be looked up
    in it: a change of one article, such as a merge of actors, may alter annotations of any other. `value` is the id of
    an annotation, or of an actor, which belongs to no article.
    """
    db.execute("ALTER TABLE annotations ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1))")
    db.execute("CREATE INDEX annotations_flagged ON annotations (annotator, article) WHERE flagged")
    db.execute(
        "CREATE TABLE guidelines (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "markdown TEXT NOT NULL CHECK (markdown <> ''), added TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE touched (article TEXT NOT NULL, value TEXT NOT NULL, "
        "number INTEGER NOT NULL REFERENCES journal (number), PRIMARY KEY (article, value, number)) WITHOUT ROWID"
    )
    # An edit is a list of the value before and the value after, either of which may be null.
    db.execute(
        "INSERT INTO touched SELECT DISTINCT coalesce(json_extract(side.value, '$.article'), ''), "
        "json_extract(side.value, '$.id'), number "
        "FROM journal, json_each(edits) AS edit, json_each(edit.value) AS side "
        "WHERE json_extract(side.value, '$.type') IN ('annotation', 'actor')"
    )


@migrations()
def m010_blind(db: Database) -> None:
    """What is set for the whole project, and who worked on which article with all suggestions held back."""
    db.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute("ALTER TABLE progress ADD COLUMN blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1))")


@migrations()
def m011_labels(db: Database) -> None:
    """Indexes over what annotations are labelled as, and over those with a note: rare ones are found at once."""
    db.execute("CREATE INDEX annotations_noted ON annotations (id) WHERE note <> ''")
    db.execute('CREATE INDEX annotations_by_label ON annotations (layer, status, "values")')


def digest_start(column: str) -> str:
    """SQL for what is indexed of a digest; a look-up has to name it just so."""
    return f"substr({column}, 1, 16)"


_TABLES = (
    """
    CREATE TABLE schemas (
        tag TEXT PRIMARY KEY,
        yaml TEXT NOT NULL,
        added TEXT NOT NULL
    )
    """,
    """
    -- The text stands last: what stands behind it in the row could only be read through all of its pages.
    CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        published TEXT NOT NULL,
        meta TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        length INTEGER NOT NULL CHECK (length > 0),
        repairs TEXT NOT NULL,
        imported TEXT NOT NULL,
        text TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE originals (
        article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        bytes BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE actors (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        kind TEXT NOT NULL,
        wikidata TEXT,
        note TEXT NOT NULL
    )
    """,
    "CREATE INDEX actors_by_name ON actors (name, kind)",
    """
    CREATE TABLE annotations (
        id TEXT PRIMARY KEY,
        article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        annotator TEXT,
        layer TEXT NOT NULL,
        "values" TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected')),
        origin TEXT NOT NULL CHECK (origin IN ('model', 'human', 'propagated')),
        changed INTEGER NOT NULL CHECK (changed IN (0, 1)),
        model TEXT,
        score REAL CHECK (score BETWEEN 0 AND 1),
        note TEXT NOT NULL,
        schema TEXT NOT NULL
    )
    """,
    "CREATE INDEX annotations_by_article ON annotations (article, annotator, layer, status)",
    """
    CREATE TABLE spans (
        annotation TEXT NOT NULL REFERENCES annotations (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        position INTEGER NOT NULL CHECK (position >= 0),
        start INTEGER NOT NULL CHECK (start >= 0),
        "end" INTEGER NOT NULL CHECK ("end" > start),
        PRIMARY KEY (annotation, role, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TRIGGER spans_inside_the_text BEFORE INSERT ON spans
    WHEN NEW."end" > (
        SELECT length FROM articles
        WHERE id = (SELECT article FROM annotations WHERE id = NEW.annotation)
    )
    BEGIN SELECT RAISE(ABORT, 'a span ends beyond the text'); END
    """,
    """
    CREATE TABLE roles (
        annotation TEXT NOT NULL REFERENCES annotations (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        position INTEGER NOT NULL CHECK (position >= 0),
        actor TEXT NOT NULL REFERENCES actors (id),
        PRIMARY KEY (annotation, role, position)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX roles_by_actor ON roles (actor)",
    """
    CREATE TABLE progress (
        article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        annotator TEXT NOT NULL CHECK (annotator <> ''),
        state TEXT NOT NULL CHECK (state IN ('open', 'done', 'skipped')),
        suggested INTEGER NOT NULL CHECK (suggested IN (0, 1)),
        revealed TEXT NOT NULL,
        PRIMARY KEY (article, annotator)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX progress_by_state ON progress (annotator, state)",
    """
    CREATE TABLE journal (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        annotator TEXT NOT NULL,
        action TEXT NOT NULL,
        article TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
        of INTEGER REFERENCES journal (number),
        edits TEXT NOT NULL,
        CHECK ((kind = 'do') = (of IS NULL))
    )
    """,
    "CREATE INDEX journal_by_annotator ON journal (annotator, number)",
    """
    CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_stays BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
)


_GOLD = """
    FROM annotations JOIN articles ON articles.id = annotations.article
    JOIN progress ON progress.article = annotations.article AND progress.annotator = annotations.annotator
    WHERE annotations.status = 'accepted' AND progress.state = 'done' AND annotations.layer = '{layer}'
"""
_WHO = """
    articles.title AS article, annotations.annotator, {columns},
    annotations.origin, annotations.changed, annotations.model, annotations.score,
    articles.id AS article_id, annotations.id AS annotation_id
"""


def _text_of(role: str) -> str:
    """SQL for the text of a span role, its pieces joined by an ellipsis."""
    return f"""(
        SELECT group_concat(piece, ' … ') FROM (
            SELECT substr(articles.text, start + 1, "end" - start) AS piece FROM spans
            WHERE annotation = annotations.id AND role = '{role}' ORDER BY position
        )
    )"""


def _names_of(role: str, column: str = "name") -> str:
    """SQL for the names (or another column) of the actors in a role, joined by a semicolon."""
    return f"""(
        SELECT group_concat({column}, '; ') FROM (
            SELECT actors.{column} FROM roles JOIN actors ON actors.id = roles.actor
            WHERE roles.annotation = annotations.id AND roles.role = '{role}' ORDER BY roles.position
        )
    )"""


def _edge(which: str, role: str) -> str:
    function = "min" if which == "start" else "max"
    return f"""(SELECT {function}("{which}") FROM spans WHERE annotation = annotations.id AND role = '{role}')"""


def _view(name: str, layer: str, main_role: str, columns: str) -> str:
    columns += f', {_edge("start", main_role)} AS start, {_edge("end", main_role)} AS "end"'
    return f"CREATE VIEW {name} AS SELECT {_WHO.format(columns=columns)} {_GOLD.format(layer=layer)}"


_VIEWS = (
    _view(
        "gold_mentions",
        "mention",
        "text",
        f"{_text_of('text')} AS mention, {_names_of('actor')} AS actor, {_names_of('actor', 'kind')} AS kind",
    ),
    _view(
        "gold_quotes",
        "quote",
        "content",
        f"{_names_of('speaker')} AS speaker, {_text_of('cue')} AS cue, {_text_of('content')} AS content, "
        f"{_text_of('source')} AS source, json_extract(annotations.\"values\", '$.kind') AS kind",
    ),
    _view(
        "gold_stances",
        "stance",
        "evidence",
        f"{_names_of('holder')} AS holder, json_extract(annotations.\"values\", '$.polarity') AS polarity, "
        f"coalesce({_names_of('target')}, {_text_of('target')}) AS target, {_text_of('target')} AS target_text, "
        f"{_text_of('evidence')} AS evidence",
    ),
)
