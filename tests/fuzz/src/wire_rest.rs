//! Requests of the REST-JSON protocol: `METHOD path?query`, headers, body.

use wire::{Protocol, RequestParts, route, service::Segment};

use crate::{
    input::{operation, pairs, parts, text},
    wire_json::read,
};

pub(crate) fn run(data: &[u8]) {
    let [line, headers, body] = parts(data);
    let (line, headers) = (text(line), pairs(headers));
    let (method, address) = line.split_once(' ').unwrap_or(("GET", &line));
    let (raw_path, raw_query) = address.split_once('?').unwrap_or((address, ""));
    let request = RequestParts { method, raw_path, raw_query, headers: &headers, body };
    let Some(meant) = route::by_path(method, raw_path) else {
        // Of another operation's path nothing may be read.
        let other = operation(raw_path.as_bytes(), |service| service.protocol == Protocol::RestJson);
        assert!(
            method != other.method || wire::decode(other, &request).is_err(),
            "{other:?} reads {raw_path}"
        );
        return;
    };
    assert_eq!(method, meant.method);
    // The path is the operation's: as many parts as its template, and the same words in the same places.
    let path = raw_path.strip_prefix('/').expect("a path begins with a slash");
    let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    assert_eq!(parts.len(), meant.segments.len(), "{meant:?} takes {raw_path}");
    for (segment, part) in meant.segments.iter().zip(parts) {
        let fits = match segment {
            Segment::Literal(word) => *word == part,
            Segment::Label(_) => !part.is_empty(),
        };
        assert!(fits, "{meant:?} takes {raw_path}");
    }
    read(meant, &request);
}
