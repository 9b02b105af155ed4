//! Policy documents and what they say of a request: the document, the resource, the action, `key: value` lines, and how
//! often each value is repeated. A document that was accepted is weighed in bounded time, and adds up with others as it
//! must.

use std::time::{Duration, Instant};

use policy::{ContextKeys, Decision, Document, Principal, RequestContext, evaluate, evaluate_all_of};

use crate::input::{pairs, parts, text};

/// No decision takes longer, on the slowest machine; the usual one takes microseconds.
const LONGEST: Duration = Duration::from_secs(5);
/// As long as a value from outside can be: a name out of another issuer's token.
const MOST_CHARS: usize = 20_000;
/// What is no longer than this together, document and all values, is never too much work to weigh.
const ORDINARY_CHARS: usize = 2_000;

pub(crate) fn run(data: &[u8]) {
    let [document, resource, action, keys, times] = parts(data);
    let (document, times) = (text(document), text(times).trim().parse().unwrap_or(1));
    let request = request(&text(resource), &text(action), &pairs(keys), times);
    let ordinary = times <= 1 && data.len() < ORDINARY_CHARS;
    for parse in [Document::parse_permissions, Document::parse_trust] {
        if let Ok(document) = parse(&document) {
            weigh(&document, &request, ordinary);
        }
    }
}

fn request(resource: &str, action: &str, pairs: &[(String, String)], times: usize) -> RequestContext {
    let mut keys = ContextKeys::new();
    let repeated = |text: &str| text.repeat(times.clamp(1, MOST_CHARS / text.len().max(1) + 1));
    for (name, _) in pairs {
        let values = pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| repeated(value));
        keys.set(name, values.collect::<Vec<_>>());
    }
    let account = "123456789012".to_owned();
    let arn = format!("arn:aws:sts::{account}:assumed-role/role/session");
    let role = Some(format!("arn:aws:iam::{account}:role/role"));
    let principal = Principal::Aws { arn, account, role };
    RequestContext { action: action.to_owned(), resource: repeated(resource), principal, keys }
}

fn weigh(document: &Document, request: &RequestContext, ordinary: bool) {
    let began = Instant::now();
    let decision = evaluate(&[document], request);
    let took = began.elapsed();
    assert!(took < LONGEST, "weighing a document of {} characters took {took:?}", document.size_chars());
    let (all, none) = (everything("Allow"), everything("Deny"));
    assert!(
        !evaluate_all_of(&[&[&all], &[]], request).is_allowed(),
        "a limit without a document allows nothing"
    );
    assert!(!evaluate(&[document, &none], request).is_allowed(), "a denial of everything denies");
    let together = evaluate(&[document, &all], request);
    if together == Decision::NotAllowed {
        assert!(!ordinary, "an ordinary document is weighed to its end");
        return;
    }
    let denied = matches!(decision, Decision::ExplicitlyDenied(_));
    assert_eq!(denied, !together.is_allowed(), "an allowance lets all through but what is denied");
    let limited = evaluate_all_of(&[&[&all], &[document]], request);
    assert_eq!(decision.is_allowed(), limited.is_allowed(), "a limit is as narrow as itself");
}

fn everything(effect: &str) -> Document {
    let statement = format!(r#"{{"Statement":{{"Effect":"{effect}","Action":"*","Resource":"*"}}}}"#);
    Document::parse_permissions(&statement).expect("a sound document")
}
