//! Requests of the REST-JSON protocol: `METHOD path?query`, headers, body.

use wire::{Protocol, RequestParts, route};

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
    read(meant, &request);
}
