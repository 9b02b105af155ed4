//! CSS of the classic pages. Two styles that are taken are taken one after another too: neither leaves anything open.

use domain::{
    configured::Config,
    user_pools::classic_style::{ALL_CLIENTS, ClassicStyle, Look},
};

use crate::input::text;

pub(crate) fn run(data: &[u8]) {
    let css = text(data);
    if is_taken(css.to_string()) {
        assert!(is_taken(format!("{css}{css}")), "{css}");
        assert!(is_taken(format!("{css}.logo-customizable {{ color: red }}")), "{css}");
    }
}

fn is_taken(css: String) -> bool {
    let look = Look { css: Some(css), image: None };
    ClassicStyle { client: ALL_CLIENTS.to_owned(), look }.check().is_ok()
}
