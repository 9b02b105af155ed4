//! A parsed policy document: what a statement is and when it speaks about a request. Reading JSON is `parse`;
//! weighing statements against each other is `evaluate`.

use crate::condition::Condition;
use crate::context::{RequestContext, folded};
use crate::principal::NamedPrincipal;
use crate::template::{Glyph, Template, matches};
use crate::vocabulary::RESOURCE_TAG;
use crate::work::Work;

/// The longest document read at all, in bytes (the IAM model's `policyDocumentType`).
pub const MAX_DOCUMENT_BYTES: usize = 131_072;
/// Quota of a role's trust policy, in characters without white space (IAM and AWS STS quotas).
pub const MAX_TRUST_CHARS: usize = 2_048;
/// Quota of all inline policies of one role together, in characters without white space (IAM and AWS STS quotas).
pub const MAX_ROLE_INLINE_CHARS: usize = 10_240;
/// Quota of an inline session policy, in characters, white space included (`AssumeRole`, parameter `Policy`).
pub const MAX_SESSION_CHARS: usize = 2_048;

/// What a statement does to the requests it speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Lets them through, unless something denies.
    Allow,
    /// Refuses them, even if another statement allows them.
    Deny,
}

/// A policy document that was read and found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(crate) statements: Vec<Statement>,
    pub(crate) size_chars: usize,
}

impl Document {
    /// Length in characters without white space, which is what IAM's quotas count.
    pub fn size_chars(&self) -> usize {
        self.size_chars
    }

    /// The principals that the statements name, with either effect; none in a permissions policy.
    pub fn principals(&self) -> impl Iterator<Item = &NamedPrincipal> {
        self.statements.iter().filter_map(|statement| statement.principals.as_ref()).flat_map(Scope::listed)
    }

    /// Whether what the document says depends on a tag of what is acted on, so that the evaluation must know those tags.
    pub fn depends_on_resource_tags(&self) -> bool {
        let prefix = folded(RESOURCE_TAG);
        self.statements.iter().any(|statement| {
            let named = statement.resources.iter().flat_map(Scope::listed);
            statement.conditions.iter().any(|condition| condition.depends_on(&prefix))
                || named.into_iter().any(|template| template.has_variable_of(&prefix))
        })
    }
}

/// Either what is listed, or everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope<T> {
    Only(Vec<T>),
    AllBut(Vec<T>),
}

impl<T> Scope<T> {
    fn listed(&self) -> &[T] {
        match self {
            Self::Only(list) | Self::AllBut(list) => list,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    /// Absent in permissions policies, whose principal is the one they are attached to.
    pub(crate) principals: Option<Scope<NamedPrincipal>>,
    pub(crate) actions: Scope<ActionPattern>,
    /// Absent in trust policies, whose resource is the role they belong to.
    pub(crate) resources: Option<Scope<Template>>,
    pub(crate) conditions: Vec<Condition>,
}

impl Statement {
    /// Whether this statement speaks about the request: every element that it has must.
    pub(crate) fn applies(&self, request: &RequestContext, work: &Work) -> bool {
        self.principals.as_ref().is_none_or(|named| in_principals(named, request))
            && in_actions(&self.actions, request, work)
            && self.resources.as_ref().is_none_or(|named| self.in_resources(named, request, work))
            && self.conditions.iter().all(|condition| condition.is_met(&request.keys, work))
    }

    fn in_resources(&self, named: &Scope<Template>, request: &RequestContext, work: &Work) -> bool {
        if !work.take(request.resource.len()) {
            return false;
        }
        let resource: Vec<char> = request.resource.chars().collect();
        let fit = |template: &Template| {
            template.resolve(&request.keys, work).map(|glyphs| matches(&glyphs, &resource, work))
        };
        match named {
            Scope::Only(templates) => templates.iter().any(|template| fit(template) == Some(true)),
            // An entry whose variable has no value excludes nothing. To let an Allow grow by that would open what
            // its author closed, so there the statement stays silent; a Deny may grow.
            Scope::AllBut(templates) => templates.iter().all(|template| match fit(template) {
                Some(excluded) => !excluded,
                None => self.effect == Effect::Deny,
            }),
        }
    }
}

fn in_principals(named: &Scope<NamedPrincipal>, request: &RequestContext) -> bool {
    let any = |list: &[NamedPrincipal]| list.iter().any(|one| one.names(&request.principal));
    match named {
        Scope::Only(list) => any(list),
        Scope::AllBut(list) => !any(list),
    }
}

fn in_actions(named: &Scope<ActionPattern>, request: &RequestContext, work: &Work) -> bool {
    if !work.take(request.action.len()) {
        return false;
    }
    let action: Vec<char> = folded(&request.action).chars().collect();
    let any = |list: &[ActionPattern]| list.iter().any(|one| matches(&one.glyphs, &action, work));
    match named {
        Scope::Only(list) => any(list),
        Scope::AllBut(list) => !any(list),
    }
}

/// A pattern of actions, folded: actions are not case-sensitive (IAM JSON policy elements: Action).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActionPattern {
    pub(crate) glyphs: Vec<Glyph>,
}
