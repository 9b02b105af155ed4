//! What the library reads at run time: shapes with their constraints, operations with their bindings, errors with their
//! status. Everything is a `static`, linked by address.

use std::collections::BTreeSet;

use crate::{
    model::{Http, Model, Operation, Shape, Target},
    names,
    page::Page,
    patterns,
};

pub(crate) fn page(service: &str, model: &Model, used: &BTreeSet<&str>) -> Result<String, String> {
    let mut page = Page::default();
    shapes(&mut page, model, used)?;
    errors(&mut page, model);
    operations(&mut page, model)?;
    service_static(&mut page, service, model)?;
    Ok(page.finish())
}

fn shapes(page: &mut Page, model: &Model, used: &BTreeSet<&str>) -> Result<(), String> {
    page.line("/// Every shape that an operation reaches, under the model's own name.");
    page.line("#[expect(non_upper_case_globals, reason = \"a shape keeps the name it has in the model\")]");
    page.line("pub mod shapes {");
    page.line("use crate::shape::{Bounds, Kind, Location, Member, Pattern, Shape};");
    for name in used {
        let shape = model.shape(name)?;
        if let Some(pattern) = &shape.pattern {
            let rust = patterns::translate(name, pattern);
            page.line(format!("static {name}_PATTERN: Pattern = Pattern::new({pattern:?}, {rust:?});"));
        }
        page.line(format!("/// The model's `{name}`."));
        page.line(format!("pub static {name}: Shape = Shape {{"));
        page.line(format!("name: {name:?},"));
        page.line(format!("sensitive: {},", shape.sensitive));
        kind(page, name, shape)?;
        page.line("};");
    }
    page.line("}");
    page.line("");
    Ok(())
}

fn kind(page: &mut Page, name: &str, shape: &Shape) -> Result<(), String> {
    let bounds = format!("Bounds {{ min: {}, max: {} }}", names::number(shape.min), names::number(shape.max));
    let element = |target: &Option<Target>| match target {
        Some(target) => Ok(format!("&{}", target.shape)),
        None => Err(format!("{name} has no element")),
    };
    match shape.kind.as_str() {
        "structure" if shape.document => page.line("kind: Kind::Document,"),
        "structure" => members(page, name, shape)?,
        "list" => {
            page.line(format!("kind: Kind::List {{ member: {}, size: {bounds} }},", element(&shape.member)?));
        }
        "map" => page.line(format!(
            "kind: Kind::Map {{ key: {}, value: {}, size: {bounds} }},",
            element(&shape.key)?,
            element(&shape.value)?
        )),
        "string" => {
            let pattern = shape.pattern.as_ref().map(|_| format!("&{name}_PATTERN"));
            let pattern = pattern.map_or_else(|| "None".to_owned(), |pattern| format!("Some({pattern})"));
            page.line(format!(
                "kind: Kind::Text {{ length: {bounds}, pattern: {pattern}, choices: &{:?} }},",
                shape.choices
            ));
        }
        "blob" => page.line(format!("kind: Kind::Blob {{ length: {bounds} }},")),
        "integer" => page.line(format!("kind: Kind::Integer {{ value: {bounds} }},")),
        "long" => page.line(format!("kind: Kind::Long {{ value: {bounds} }},")),
        "boolean" => page.line("kind: Kind::Boolean,"),
        "timestamp" => page.line("kind: Kind::Timestamp,"),
        other => return Err(format!("{name}: no descriptor for the model's {other}")),
    }
    Ok(())
}

fn members(page: &mut Page, name: &str, shape: &Shape) -> Result<(), String> {
    page.line("kind: Kind::Structure(&[");
    for (member, target) in &shape.members {
        page.line(format!(
            "Member {{ name: {member:?}, shape: &{}, required: {}, location: {} }},",
            target.shape,
            shape.required.contains(member),
            location(name, target)?
        ));
    }
    page.line("]),");
    Ok(())
}

fn location(structure: &str, target: &Target) -> Result<String, String> {
    match (target.location.as_deref(), target.location_name.as_deref()) {
        (None, None) => Ok("Location::Body".to_owned()),
        (Some("uri"), Some(name)) => Ok(format!("Location::Uri({name:?})")),
        (Some("querystring"), Some(name)) => Ok(format!("Location::Query({name:?})")),
        (Some("header"), Some(name)) => Ok(format!("Location::Header({name:?})")),
        (location, name) => Err(format!("{structure}: no binding for {location:?} {name:?}")),
    }
}

fn errors(page: &mut Page, model: &Model) {
    page.line("/// The errors that the service declares.");
    page.line("pub mod errors {");
    page.line("use crate::service::ErrorShape;");
    for (name, shape) in model.shapes.iter().filter(|(_, shape)| shape.exception) {
        let declared = shape.error.as_ref();
        let code = declared.and_then(|error| error.code.as_deref()).unwrap_or(name);
        let status = declared.and_then(|error| error.http_status_code);
        let status = status.unwrap_or(if shape.fault { 500 } else { 400 });
        page.line(format!("/// `{code}`, HTTP {status}."));
        page.line(format!(
            "pub static {}: ErrorShape = ErrorShape {{ shape: {name:?}, code: {code:?}, http_status: {status} }};",
            names::constant(name)
        ));
    }
    page.line("}");
    page.line("");
}

fn operations(page: &mut Page, model: &Model) -> Result<(), String> {
    page.line("/// Every operation twice: as a value (`SIGN_UP`) and as a type that ties its structures (`SignUp`).");
    page.line("pub mod operations {");
    page.line("use crate::service::{Operation, Typed};");
    for operation in model.operations.values() {
        operation_static(page, operation)?;
        operation_type(page, operation);
    }
    page.line("}");
    page.line("");
    Ok(())
}

fn operation_static(page: &mut Page, operation: &Operation) -> Result<(), String> {
    let Operation { name, http, input, output, errors, authtype, .. } = operation;
    if http.response_code.is_some_and(|code| code != 200)
        || authtype.as_ref().is_some_and(|kind| kind != "none")
    {
        return Err(format!("{name}: a status or an authentication type that nothing here knows"));
    }
    let side = |side: &Option<Target>| {
        let shape = side.as_ref().map(|side| format!("Some(&super::shapes::{})", side.shape));
        shape.unwrap_or_else(|| "None".to_owned())
    };
    page.line(format!("/// `{name}`."));
    page.line(format!("pub static {}: Operation = Operation {{", names::constant(name)));
    page.line(format!("name: {name:?},"));
    page.line("service: &super::SERVICE,");
    page.line(format!("method: {:?},", http.method));
    page.line(format!("uri: {:?},", http.request_uri));
    page.line(format!("segments: &[{}],", segments(http).join(", ")));
    page.line(format!("input: {},", side(input)));
    page.line(format!("output: {},", side(output)));
    page.line(format!(
        "result_wrapper: {:?},",
        output.as_ref().and_then(|output| output.result_wrapper.as_deref())
    ));
    page.line("errors: &[");
    for error in errors {
        page.line(format!("&super::errors::{},", names::constant(&error.shape)));
    }
    page.line("],");
    page.line(format!("unsigned: {},", authtype.is_some()));
    page.line("};");
    Ok(())
}

fn segments(http: &Http) -> Vec<String> {
    let parts = http.request_uri.split('/').filter(|part| !part.is_empty());
    parts
        .map(|part| match part.strip_prefix('{').and_then(|label| label.strip_suffix('}')) {
            Some(label) => format!("crate::service::Segment::Label({label:?})"),
            None => format!("crate::service::Segment::Literal({part:?})"),
        })
        .collect()
}

fn operation_type(page: &mut Page, operation: &Operation) {
    let name = &operation.name;
    let side = |side: &Option<Target>| {
        side.as_ref().map_or_else(|| "()".to_owned(), |side| format!("super::{}", side.shape))
    };
    page.line(format!("/// `{name}` as a type."));
    page.line("#[derive(Clone, Copy, Debug)]");
    page.line(format!("pub enum {name} {{}}"));
    page.line(format!("impl Typed for {name} {{"));
    page.line(format!("type Input = {};", side(&operation.input)));
    page.line(format!("type Output = {};", side(&operation.output)));
    page.line("fn operation() -> &'static Operation {");
    page.line(format!("&{}", names::constant(name)));
    page.line("}");
    page.line("}");
}

fn service_static(page: &mut Page, service: &str, model: &Model) -> Result<(), String> {
    let metadata = &model.metadata;
    let protocol = match metadata.protocol.as_str() {
        "json" => "Json",
        "rest-json" => "RestJson",
        "query" => "Query",
        other => return Err(format!("{service}: no protocol {other}")),
    };
    page.line("/// The service: its names, its protocol, its operations in the order of their names.");
    page.line("pub static SERVICE: crate::service::Service = crate::service::Service {");
    page.line(format!("name: {service:?},"));
    page.line(format!("signing_name: {:?},", metadata.endpoint_prefix));
    page.line(format!("target_prefix: {:?},", metadata.target_prefix));
    page.line(format!("api_version: {:?},", metadata.api_version));
    page.line(format!("protocol: crate::service::Protocol::{protocol},"));
    page.line(format!("xml_namespace: {:?},", metadata.xml_namespace));
    page.line(format!("validation_code: {:?},", validation_code(service)?));
    page.line("operations: &[");
    for name in model.operations.keys() {
        page.line(format!("&operations::{},", names::constant(name)));
    }
    page.line("],");
    page.line("errors: &[");
    for (name, _) in model.shapes.iter().filter(|(_, shape)| shape.exception) {
        page.line(format!("&errors::{},", names::constant(name)));
    }
    page.line("],");
    page.line("};");
    Ok(())
}

/// The code that AWS answers when a value breaks a constraint of the model. The models do not say it.
fn validation_code(service: &str) -> Result<&'static str, String> {
    match service {
        "cognito-idp" | "cognito-sync" => Ok("InvalidParameterException"),
        "cognito-identity" => Ok("ValidationException"),
        "sts" | "iam" => Ok("ValidationError"),
        other => Err(format!("{other}: which code does it answer for a broken constraint?")),
    }
}
