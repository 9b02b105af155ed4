//! Where mutation begins: the files of `corpus/<target>`, and what the tests of the house hold as examples already.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The seeds of a target, in the same order on every run.
///
/// # Panics
/// Where the checkout lacks a file that belongs to it.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = files(&house().join("tests/fuzz/corpus").join(target));
    seeds.extend(match target {
        "event" => events(),
        "sigv4" => signatures(),
        "saml" => crate::saml::seeds(),
        "answer" | "json_body" => operations(),
        _ => Vec::new(),
    });
    seeds
}

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file of the corpus")).collect()
}

/// Every payload that was ever golden, as a line of its kind.
fn events() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for aggregate in domain::catalogue::AGGREGATES {
        let mut life = String::new();
        for kind in aggregate.event_kinds {
            let path = house().join(format!("src/domain/golden/{}.{}.json", kind.name, kind.shape));
            let text = fs::read_to_string(&path).expect("every kind has its golden file");
            let payloads: Vec<Value> = serde_json::from_str(&text).expect("a golden file is JSON");
            for payload in &payloads {
                life.extend([kind.name, " ", &payload.to_string(), "\n"]);
            }
        }
        seeds.push(life.into_bytes());
    }
    seeds
}

/// What botocore signed.
fn signatures() -> Vec<Vec<u8>> {
    let path = house().join("src/crypto/tests/sigv4_cases.json");
    let text = fs::read_to_string(path).expect("the cases of the signature's own tests");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("the cases are JSON");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let seed = |case: &Value| {
        let headers = case["headers"].as_object().into_iter().flatten();
        let headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {}", word(value))).collect();
        let line = format!("{} {}", word(&case["method"]), word(&case["path_and_query"]));
        format!("{line}\n--\n{}\n--\n{}", headers.join("\n"), word(&case["body"])).into_bytes()
    };
    cases.iter().map(seed).collect()
}

/// An empty request of each operation.
fn operations() -> Vec<Vec<u8>> {
    let all = wire::services().iter().flat_map(|service| service.operations);
    all.map(|one| format!("{}:{}\n--\n{{}}", one.service.name, one.name).into_bytes()).collect()
}
