//! Finds the operation that a request means. One that is not found belongs to no service of ours.

use crate::service::{Operation, Protocol, Segment, Service};

static SERVICES: [&Service; 5] = [
    &crate::cognito_idp::SERVICE,
    &crate::cognito_identity::SERVICE,
    &crate::cognito_sync::SERVICE,
    &crate::sts::SERVICE,
    &crate::iam::SERVICE,
];

/// All services.
pub fn services() -> &'static [&'static Service] {
    &SERVICES
}

/// The service of that name: `cognito-idp`.
pub fn service(name: &str) -> Option<&'static Service> {
    services().iter().find(|service| service.name == name).copied()
}

/// The operation of an `X-Amz-Target` header: `AWSCognitoIdentityProviderService.SignUp`.
pub fn by_target(target: &str) -> Option<&'static Operation> {
    let (prefix, name) = target.split_once('.')?;
    services().iter().find(|service| service.target_prefix == Some(prefix))?.operation(name)
}

/// The Query service of that `Version`; none of ours share one.
pub fn by_version(version: &str) -> Option<&'static Service> {
    let mut query = services().iter().filter(|service| service.protocol == Protocol::Query);
    query.find(|service| service.api_version == version).copied()
}

/// The operation of a Query request's `Action` and `Version`.
pub fn by_action(action: &str, version: &str) -> Option<&'static Operation> {
    by_version(version)?.operation(action)
}

/// The REST-JSON operation of a method and a path as it stands in the request line, percent-encoded and without the
/// query string. A trailing slash makes no difference.
pub fn by_path(method: &str, raw_path: &str) -> Option<&'static Operation> {
    let rest = services().iter().filter(|service| service.protocol == Protocol::RestJson);
    rest.flat_map(|service| service.operations)
        .find(|operation| operation.method == method && labels(operation, raw_path).is_some())
        .copied()
}

/// The labels of the operation's template, still percent-encoded: matching comes before decoding, so that an encoded
/// slash stays inside its label. None if the path is another one's.
pub(crate) fn labels<'a>(operation: &Operation, raw_path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let path = raw_path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut parts = path.split('/');
    let mut labels = Vec::new();
    for segment in operation.segments {
        let part = parts.next()?;
        match segment {
            Segment::Literal(literal) if *literal == part => {}
            Segment::Label(label) if !part.is_empty() => labels.push((*label, part)),
            _ => return None,
        }
    }
    parts.next().is_none().then_some(labels)
}
