//! What functions get: the whole event of every trigger source, as the operations make it. Each source has a file, with every event of it
//! in the order in which a scenario's calls made them.

mod challenges;
mod federation;
mod messages;
mod sign_in;
mod sign_up;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use app::testing::triggers::Event;
use serde_json::Value;

use crate::desk::{SNAPSHOTS, Sheet, unwritten};

/// The folder of the files.
const FOLDER: &str = "triggers";

/// The files of all sources. Those of a scenario stand beside it.
const FILES: [&[&str]; 10] = [
    &challenges::FILES,
    &federation::OIDC,
    &federation::SAML,
    &messages::WRITTEN,
    &messages::MAILED,
    &messages::TEXTED,
    &messages::WARNED,
    &sign_in::FILES,
    &sign_up::FILES,
    &tokens::FILES,
];

/// Members that hold what differs from run to run, and by what name it is shown.
const HIDDEN: [(&str, &str); 4] = [
    ("/request/code", "code"),
    ("/request/userAttributes/sub", "sub"),
    ("/request/userAttributes/EVENT_ID", "EventId"),
    ("/request/userAttributes/FEEDBACK_TOKEN", "FeedbackToken"),
];

/// Runs a scenario, whose calls must have called the sources of these files and no other, and compares the events with the files.
fn events(files: &[&str], scenario: impl AsyncFnOnce(&Sheet)) {
    unwritten(async |sheet: &Sheet| {
        scenario(sheet).await;
        let mut called = BTreeMap::<String, String>::new();
        for asked in sheet.desk.house.functions.take_asked() {
            let shown = shown(sheet, &asked.event);
            called.entry(file(&asked.event)).or_default().push_str(&shown);
        }
        let expected: BTreeSet<&str> = files.iter().copied().collect();
        assert_eq!(called.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
        for (file, text) in called {
            sheet.compare_text(FOLDER, &file, &text);
        }
    });
}

/// What was called until now belongs to no scenario.
fn begin(sheet: &Sheet) {
    sheet.desk.house.functions.take_asked();
}

/// The event as a function gets it.
fn shown(sheet: &Sheet, event: &Event) -> String {
    let members = serde_json::to_value(event).unwrap();
    for (member, name) in HIDDEN {
        sheet.learn(members.pointer(member).and_then(Value::as_str).unwrap_or_default(), name);
    }
    serde_json::to_string_pretty(event).unwrap() + "\n\n"
}

/// A source, and the type of the provider where the event says something else for each.
fn file(event: &Event) -> String {
    let provider = event.request.get("providerType").and_then(Value::as_str);
    provider.map_or_else(|| event.trigger_source.clone(), |kind| format!("{}_{kind}", event.trigger_source))
}

#[test]
fn every_source_has_a_file_and_every_file_is_of_a_source() {
    let sources: BTreeSet<String> = FILES.concat().into_iter().map(|file| format!("{file}.snap")).collect();
    // The sources of Cognito, of which InboundFederation has two files.
    assert_eq!(sources.len(), 41 + 1);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOTS).join(FOLDER);
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.collect::<BTreeSet<_>>(), sources);
}
