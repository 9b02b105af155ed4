//! Filters of `ListUsers`. What was read, written out again with its escapes, reads as the same.

use domain::values::filter::{Comparison, parse};

use crate::input::text;

pub(crate) fn run(data: &[u8]) {
    let Ok(Some(filter)) = parse(&text(data)) else { return };
    let sign = match filter.comparison {
        Comparison::Equals => "=",
        Comparison::StartsWith => "^=",
    };
    let value = filter.value.replace('\\', "\\\\").replace('"', "\\\"");
    for name in [filter.field.name().to_owned(), format!("\"{}\"", filter.field.name())] {
        let written = format!(" {name} {sign} \"{value}\" ");
        assert_eq!(parse(&written).ok().flatten().as_ref(), Some(&filter), "{written}");
    }
}
