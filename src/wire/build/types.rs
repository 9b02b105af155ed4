//! Structures of the model as Rust structures: serde carries them, `Debug` hides what is secret or personal.

use std::collections::BTreeSet;

use crate::{
    model::{Model, Shape, Target},
    names,
    page::Page,
};

/// Free text that `Debug` may show: names and ids of what is configured, never of a person. All other free text, blobs
/// and documents are hidden, because the model marks only a part of what is secret or personal (not codes, e-mail
/// destinations, filters, record values); its own marks are obeyed on top. (Messages of constraint checks go by the
/// model alone, as AWS's do.)
const SHOWN_TEXT: [&str; 18] = [
    "ARNString",
    "ArnType",
    "ClientNameType",
    "DatasetName",
    "GroupNameType",
    "IdentityPoolId",
    "IdentityPoolName",
    "IntegerString",
    "ProviderNameType",
    "ResourceServerIdentifierType",
    "ResourceServerScopeNameType",
    "ScopeType",
    "UserPoolIdType",
    "UserPoolNameType",
    "arnType",
    "policyNameType",
    "roleNameType",
    "pathType",
];

pub(crate) fn page(model: &Model, used: &BTreeSet<&str>) -> Result<String, String> {
    let mut page = Page::default();
    for name in used {
        let shape = model.shape(name)?;
        if shape.kind == "structure" && !shape.document {
            structure(&mut page, model, name, shape)?;
            debug(&mut page, model, name, shape)?;
        }
    }
    Ok(page.finish())
}

fn structure(page: &mut Page, model: &Model, name: &str, shape: &Shape) -> Result<(), String> {
    page.line(format!("/// The model's `{name}`."));
    page.line("#[derive(Clone, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]");
    page.line(format!("pub struct {name} {{"));
    for (member, target) in &shape.members {
        let kind = rust_type(model, &target.shape)?;
        let required = shape.required.contains(member);
        page.line(format!("/// `{member}`: {}.", describe(model, target, required)?));
        if required {
            page.line(format!("#[serde(rename = \"{member}\")]"));
            page.line(format!("pub {}: {kind},", names::field(member)));
        } else {
            page.line(format!("#[serde(rename = \"{member}\", skip_serializing_if = \"Option::is_none\")]"));
            page.line(format!("pub {}: Option<{kind}>,", names::field(member)));
        }
    }
    page.line("}");
    page.line("");
    Ok(())
}

/// `Debug` by hand: a derived one would print what must not be printed.
fn debug(page: &mut Page, model: &Model, name: &str, shape: &Shape) -> Result<(), String> {
    page.line(format!("impl ::std::fmt::Debug for {name} {{"));
    page.line("fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {");
    page.line(format!("f.debug_struct(\"{name}\")"));
    if shape.sensitive {
        page.line("    .finish_non_exhaustive()");
    } else {
        for (member, target) in &shape.members {
            let field = names::field(member);
            let shown = if hidden(model, target)? {
                "&crate::values::Hidden".to_owned()
            } else {
                format!("&self.{field}")
            };
            page.line(format!("    .field(\"{}\", {shown})", field.trim_start_matches("r#")));
        }
        page.line("    .finish()");
    }
    page.line("}");
    page.line("}");
    page.line("");
    Ok(())
}

fn hidden(model: &Model, target: &Target) -> Result<bool, String> {
    model.holds(&target.shape, &|name, shape| match shape.kind.as_str() {
        _ if shape.sensitive || shape.document => true,
        "string" => shape.choices.is_empty() && !SHOWN_TEXT.contains(&name),
        kind => kind == "blob",
    })
}

fn rust_type(model: &Model, name: &str) -> Result<String, String> {
    let shape = model.shape(name)?;
    let inner = |target: &Option<Target>| match target {
        Some(target) => rust_type(model, &target.shape),
        None => Err(format!("{name} has no element")),
    };
    Ok(match shape.kind.as_str() {
        "structure" if shape.document => "::serde_json::Value".to_owned(),
        "structure" => name.to_owned(),
        "list" => format!("Vec<{}>", inner(&shape.member)?),
        "map" => format!("::std::collections::BTreeMap<String, {}>", inner(&shape.value)?),
        "string" => "String".to_owned(),
        "integer" => "i32".to_owned(),
        "long" => "i64".to_owned(),
        "boolean" => "bool".to_owned(),
        "blob" => "crate::values::Blob".to_owned(),
        "timestamp" => "crate::values::Timestamp".to_owned(),
        other => return Err(format!("{name}: no Rust type for the model's {other}")),
    })
}

/// What a reader of the field wants to know without opening the model.
fn describe(model: &Model, target: &Target, required: bool) -> Result<String, String> {
    let shape = model.shape(&target.shape)?;
    let bounds = match (shape.min, shape.max) {
        (None, None) => String::new(),
        (min, max) => {
            let text = |end: Option<i64>| end.map(|end| end.to_string()).unwrap_or_default();
            format!(", {}..={}", text(min), text(max))
        }
    };
    let choices = if shape.choices.is_empty() {
        String::new()
    } else {
        format!(", one of `{}`", shape.choices.join("`, `"))
    };
    let need = if required { "required" } else { "optional" };
    let secret = if shape.sensitive { ", sensitive" } else { "" };
    Ok(format!("`{}`, {need}{bounds}{choices}{secret}", target.shape))
}
