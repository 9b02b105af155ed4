//! What an append may not rest on, as patterns over SQL text. Knows no file.

use std::sync::LazyLock;

use regex::Regex;

/// A thing that only plain Postgres has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Sequences, serial and identity columns: numbers that are given before commit, with gaps.
    Sequence,
    /// Transaction ids, snapshots and row versions.
    TransactionId,
    /// Locks that only one server knows.
    AdvisoryLock,
    /// LISTEN and NOTIFY.
    Notification,
    /// Triggers and rewrite rules.
    Trigger,
    /// Stored procedures, functions and anonymous blocks.
    Procedure,
}

/// Each rule with the pattern that finds it in lower case. `^` and `;` begin a statement: the same words may stand in prose.
pub(crate) const RULES: [(Rule, &str); 6] = [
    (
        Rule::Sequence,
        r"\b(big|small)?serial[248]?\b|\b(next|curr|set|last)val\s*\(|\b(create|alter|drop)\s+((temp|temporary|unlogged)\s+)?sequence\b|\bas\s+identity\b|\boverriding\s+(system|user)\s+value\b",
    ),
    (
        Rule::TransactionId,
        r"\bxid8?\b|\btxid_\w+|\bpg_(current_)?(snapshot|xact)\w*|\bpg_(visible_in|export)_snapshot\b|\b[xc](min|max)\b|\bctid\b",
    ),
    (Rule::AdvisoryLock, r"\bpg_(try_)?advisory_\w+"),
    (Rule::Notification, r"(^|;)\s*(un)?(listen|notify)\s+[\w*]+\s*(,|;|$)|\bpg_notify\s*\("),
    (
        Rule::Trigger,
        r"\b(create|alter|drop)\s+(or\s+replace\s+)?((constraint|event)\s+)?(trigger|rule)\b|\breturns\s+(event_)?trigger\b",
    ),
    (
        Rule::Procedure,
        r"\b(create|alter)\s+(or\s+replace\s+)?(function|procedure)\b|\blanguage\s+'?(pl\w+|sql|c)\b|(^|;)\s*do\s+(\$|'|language)|(^|;)\s*call\s+\w+\s*\(",
    ),
];

static COMPILED: LazyLock<Vec<(Rule, Regex)>> =
    LazyLock::new(|| RULES.iter().map(|(rule, pattern)| (*rule, Regex::new(pattern).unwrap())).collect());
static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"--[^\n]*|(?s:/\*.*?\*/)").unwrap());

/// Which rules a text offends, each with the words that do.
pub(crate) fn offences(sql: &str) -> Vec<(Rule, String)> {
    let bare = without_comments(&sql.to_lowercase());
    let mut found = Vec::new();
    for (rule, pattern) in COMPILED.iter() {
        found.extend(pattern.find_iter(bare.trim()).map(|hit| (*rule, hit.as_str().trim().to_owned())));
    }
    found
}

/// Whether a text reads or writes a table of the log, and names no one ledger by equality: Citus could not send it to one shard.
pub(crate) fn names_no_ledger(sql: &str) -> bool {
    static TABLE: LazyLock<Regex> = LazyLock::new(|| {
        let tables = "event|ledger|claim|snapshot|tile|checkpoint|progress|reaction_item|file_part";
        Regex::new(&format!(r"\b(from|join|into|update)\s+({tables})\b")).unwrap()
    });
    static ONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(ledger|id)\s*=\s*(\$1\b|\{ledger\})|\b(values\s*\(|select)\s*\$1\s*,").unwrap()
    });
    let bare = without_comments(&sql.to_lowercase());
    TABLE.is_match(&bare) && !ONE.is_match(&bare)
}

/// The keys and references of a schema that would not stay within one ledger.
pub(crate) fn keys_without_ledger(schema: &str) -> Vec<String> {
    let bare = without_comments(&schema.to_lowercase());
    let bare = Regex::new(r"\s+").unwrap().replace_all(&bare, " ");
    let keys = Regex::new(r"(?:primary key|unique|on \w+) ?\( ?(\w+)[^)]*\)").unwrap();
    let columns = Regex::new(r"[(,] ?((\w+) \w+ (?:not null )?(?:primary key|unique|references))\b").unwrap();
    let mut found = Vec::new();
    for statement in bare.split(';') {
        // The table of ledgers is keyed by its own id.
        let first = if statement.contains("create table ledger (") { "id" } else { "ledger" };
        found.extend(
            keys.captures_iter(statement).filter(|key| &key[1] != first).map(|key| key[0].to_owned()),
        );
        let alone = |column: &regex::Captures<'_>| &column[2] != first || column[1].ends_with("references");
        found.extend(columns.captures_iter(statement).filter(alone).map(|column| column[1].to_owned()));
    }
    found
}

fn without_comments(sql: &str) -> String {
    COMMENT.replace_all(sql, " ").into_owned()
}
