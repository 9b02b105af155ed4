//! Weighing documents against a request: explicit deny first, then allow, else no. Knows no JSON and no store.

use crate::document::{Effect, Statement};
use crate::work::Work;
use crate::{Document, RequestContext};

/// Where the statement that decided stands, counted from zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// Index of the group (always 0 from [`evaluate`]).
    pub group: usize,
    /// Index of the document in its group.
    pub document: usize,
    /// Index of the statement in its document.
    pub statement: usize,
    /// The statement's `Sid`, where it has one.
    pub sid: Option<String>,
}

/// What the documents say about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A statement allows it and none denies it.
    Allowed(Deciding),
    /// A statement denies it; nothing can overrule that.
    ExplicitlyDenied(Deciding),
    /// No statement speaks about it: refused by default. So is what would take more than [`crate::MAX_STEPS`] to weigh.
    NotAllowed,
}

impl Decision {
    /// Whether the request may pass.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }
}

/// Decides by documents that add up, as all policies attached to one role do.
pub fn evaluate(documents: &[&Document], request: &RequestContext) -> Decision {
    evaluate_all_of(&[documents], request)
}

/// Decides by groups that limit each other, as a role's policies, its permissions boundary and a session's policy
/// do: each group must allow, and one deny anywhere refuses. Answers with the first group's allowing statement.
/// No groups at all allow nothing.
pub fn evaluate_all_of(groups: &[&[&Document]], request: &RequestContext) -> Decision {
    let work = Work::default();
    let decision = weigh(groups, request, &work);
    // A Deny that was not evaluated to its end might apply: a decision that takes too much work is a refusal.
    if work.is_too_much() { Decision::NotAllowed } else { decision }
}

fn weigh(groups: &[&[&Document]], request: &RequestContext, work: &Work) -> Decision {
    if let Some(denying) = first(groups, Effect::Deny, request, work) {
        return Decision::ExplicitlyDenied(denying);
    }
    let mut deciding = None;
    for (index, group) in groups.iter().enumerate() {
        let Some(mut allowing) = first(&[group], Effect::Allow, request, work) else {
            return Decision::NotAllowed;
        };
        allowing.group = index;
        deciding.get_or_insert(allowing);
    }
    deciding.map_or(Decision::NotAllowed, Decision::Allowed)
}

/// The first statement with this effect that speaks about the request.
fn first(groups: &[&[&Document]], effect: Effect, request: &RequestContext, work: &Work) -> Option<Deciding> {
    let speaks = |statement: &Statement| statement.effect == effect && statement.applies(request, work);
    for (group, documents) in groups.iter().enumerate() {
        for (document, read) in documents.iter().enumerate() {
            if let Some(statement) = read.statements.iter().position(speaks) {
                let sid = read.statements[statement].sid.clone();
                return Some(Deciding { group, document, statement, sid });
            }
        }
    }
    None
}
