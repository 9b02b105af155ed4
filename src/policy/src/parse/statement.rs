//! Reads one statement: its elements, each at most once, and which of them this kind of policy must have.

use super::{Kind, Members, Mode, conditions, missing, principals, prohibited, text_of, texts, unknown};
use crate::context::folded;
use crate::document::{ActionPattern, Effect, Scope, Statement};
use crate::json::Json;
use crate::malformed::quoted;
use crate::principal::NamedPrincipal;
use crate::template::{Glyph, Reading, Template};
use crate::work::Work;
use crate::{ContextKeys, MalformedPolicy};

/// The colon of an ARN after which policy variables may stand.
const VARIABLES_AFTER_COLON: usize = 5;

#[derive(Default)]
struct Elements {
    sid: Option<String>,
    effect: Option<Effect>,
    principals: Option<Scope<NamedPrincipal>>,
    actions: Option<Scope<ActionPattern>>,
    resources: Option<Scope<Template>>,
    conditions: Vec<crate::condition::Condition>,
}

pub(super) fn read(members: Members, mode: Mode) -> Result<Statement, MalformedPolicy> {
    let mut elements = Elements::default();
    for (name, value) in members {
        element(&mut elements, &name, value, mode).map_err(|refusal| refusal.within(&name))?;
    }
    whole(elements, mode.kind)
}

fn element(read: &mut Elements, name: &str, value: Json, mode: Mode) -> Result<(), MalformedPolicy> {
    match name {
        "Sid" => read.sid = sid(text_of(value)?)?,
        "Effect" => read.effect = Some(effect(&text_of(value)?)?),
        "Principal" | "NotPrincipal" if mode.kind == Kind::Permissions => {
            return Err(MalformedPolicy::new("Policy document should not specify a principal."));
        }
        "Principal" => once(&mut read.principals, Scope::Only(principals::read(value)?))?,
        "NotPrincipal" => once(&mut read.principals, Scope::AllBut(principals::read(value)?))?,
        "NotAction" | "Resource" | "NotResource" if mode.kind == Kind::Trust => return Err(prohibited(name)),
        "Action" => once(&mut read.actions, Scope::Only(actions(value, mode.kind)?))?,
        "NotAction" => once(&mut read.actions, Scope::AllBut(actions(value, mode.kind)?))?,
        "Resource" => once(&mut read.resources, Scope::Only(resources(value, mode)?))?,
        "NotResource" => once(&mut read.resources, Scope::AllBut(resources(value, mode)?))?,
        "Condition" => read.conditions = conditions::read(value, mode.variables)?,
        _ => return Err(unknown(name)),
    }
    Ok(())
}

/// Sets what only one of a pair (`Action` and `NotAction`) may set.
fn once<T>(place: &mut Option<Scope<T>>, scope: Scope<T>) -> Result<(), MalformedPolicy> {
    if place.replace(scope).is_some() {
        return Err(MalformedPolicy::new(
            "Syntax errors in policy. An element and its Not form exclude each other.",
        ));
    }
    Ok(())
}

fn whole(read: Elements, kind: Kind) -> Result<Statement, MalformedPolicy> {
    let effect = read.effect.ok_or_else(|| missing("Effect"))?;
    let actions =
        read.actions.ok_or_else(|| MalformedPolicy::new("Policy statement must contain actions."))?;
    match (kind, &read.principals) {
        (Kind::Trust, None) => return Err(missing("Principal")),
        // "AWS JSON policy elements: NotPrincipal": with Allow it would admit every other principal, unsigned callers too.
        (Kind::Trust, Some(Scope::AllBut(_))) if effect == Effect::Allow => {
            return Err(MalformedPolicy::new("NotPrincipal is only supported with the effect Deny."));
        }
        _ => {}
    }
    if kind == Kind::Permissions && read.resources.is_none() {
        return Err(MalformedPolicy::new("Policy statement must contain resources."));
    }
    let Elements { sid, principals, resources, conditions, .. } = read;
    Ok(Statement { sid, effect, principals, actions, resources, conditions })
}

fn sid(written: String) -> Result<Option<String>, MalformedPolicy> {
    if !written.chars().all(|character| character.is_ascii_alphanumeric()) {
        let text = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular \
                    expression [0-9A-Za-z]*";
        return Err(MalformedPolicy::new(text));
    }
    Ok(Some(written).filter(|sid| !sid.is_empty()))
}

fn effect(written: &str) -> Result<Effect, MalformedPolicy> {
    match written {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => Err(MalformedPolicy::new(format!("Invalid effect: {}", quoted(other)))),
    }
}

fn actions(value: Json, kind: Kind) -> Result<Vec<ActionPattern>, MalformedPolicy> {
    texts(value)?.iter().map(|text| action(text, kind)).collect()
}

fn action(text: &str, kind: Kind) -> Result<ActionPattern, MalformedPolicy> {
    let vendor = text.split_once(':').map(|(vendor, _)| vendor).filter(|vendor| !vendor.is_empty());
    if kind == Kind::Trust && !vendor.is_some_and(|vendor| vendor.eq_ignore_ascii_case("sts")) {
        return Err(MalformedPolicy::new("AssumeRole policy may only specify STS AssumeRole actions."));
    }
    if vendor.is_none() && text != "*" {
        let text = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
        return Err(MalformedPolicy::new(text));
    }
    let reading = Reading { wildcards: true, variables: false };
    Template::parse(&folded(text), reading).map(|template| ActionPattern { glyphs: glyphs(&template) })
}

/// The pattern of a template that was read without variables, so that there is nothing to resolve.
fn glyphs(template: &Template) -> Vec<Glyph> {
    template.resolve(&ContextKeys::new(), &Work::default()).unwrap_or_default()
}

fn resources(value: Json, mode: Mode) -> Result<Vec<Template>, MalformedPolicy> {
    texts(value)?.iter().map(|text| resource(text, mode)).collect()
}

fn resource(text: &str, mode: Mode) -> Result<Template, MalformedPolicy> {
    if text != "*" && !text.starts_with("arn:") {
        return Err(MalformedPolicy::new(format!(
            "Resource {} must be in ARN format or \"*\".",
            quoted(text)
        )));
    }
    let template = Template::parse(text, Reading { wildcards: true, variables: mode.variables })?;
    if template.has_variable_before_colon(VARIABLES_AFTER_COLON) {
        let text =
            format!("Resource {} has a policy variable before the resource part of its ARN.", quoted(text));
        return Err(MalformedPolicy::new(text));
    }
    Ok(template)
}
