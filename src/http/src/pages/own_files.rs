//! The files that every page refers to, whatever its look.

use std::sync::LazyLock;

use super::{
    files::File,
    look::{Scheme, variables},
};

static FILES: LazyLock<[File; 2]> = LazyLock::new(|| {
    let stylesheet = variables(&serde_json::Value::Null, Scheme::Dynamic) + include_str!("assets/pages.css");
    let script = include_str!("assets/pages.js");
    [File::stylesheet(stylesheet), File::new("js", "text/javascript; charset=utf-8", script)]
});

/// The files that every page refers to. Those of a style are served beside them.
pub fn own_files() -> &'static [File] {
    &*FILES
}

pub(super) fn stylesheet() -> &'static File {
    &FILES[0]
}

pub(super) fn script() -> &'static File {
    &FILES[1]
}
