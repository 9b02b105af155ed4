//! Which selectors a style may have. What the declarations say is for the pages to read.

use super::StyleError;

/// The parts of the pages, each with the suffix [`SUFFIX`], and the states that it may be styled in.
const PARTS: [(&str, Option<&str>); 15] = [
    ("background", None),
    ("banner", None),
    ("errorMessage", None),
    ("idpButton", Some("hover")),
    ("idpDescription", None),
    ("inputField", Some("focus")),
    ("label", None),
    ("legalText", None),
    ("logo", None),
    ("passwordCheck-notValid", None),
    ("passwordCheck-valid", None),
    ("redirect", None),
    ("socialButton", Some("hover")),
    ("submitButton", Some("hover")),
    ("textDescription", None),
];

const SUFFIX: &str = "-customizable";
/// The longest selector that a message repeats.
const SHOWN_MAX: usize = 100;

/// Refuses every rule but those of the pages' parts; rules of other forms (`@import`, `@media`) have no selector that is allowed.
pub(super) fn check(css: &str) -> Result<(), StyleError> {
    let css = without_comments(css);
    let mut rest = css.trim();
    while !rest.is_empty() {
        let (selectors, after) = rest.split_once('{').ok_or_else(|| refused(rest))?;
        let wrong = selectors.split(',').map(str::trim).find(|selector| !is_allowed(selector));
        if let Some(selector) = wrong {
            return Err(refused(selector));
        }
        let (declarations, after) = after.split_once('}').ok_or_else(|| refused(selectors))?;
        if declarations.contains(['{', '<']) {
            return Err(refused(declarations));
        }
        rest = after.trim();
    }
    Ok(())
}

fn is_allowed(selector: &str) -> bool {
    let (class, state) =
        selector.split_once(':').map_or((selector, None), |(class, state)| (class, Some(state)));
    let part = class.strip_prefix('.').and_then(|class| class.strip_suffix(SUFFIX));
    let known = part.and_then(|part| PARTS.iter().find(|(known, _)| *known == part));
    known.is_some_and(|(_, allowed)| state.is_none() || state == *allowed)
}

fn refused(selector: &str) -> StyleError {
    StyleError::Class(selector.trim().chars().take(SHOWN_MAX).collect())
}

/// A comment that does not end is left, and is no selector.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        let Some((_, after)) = after.split_once("*/") else { break };
        kept.push_str(before);
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refuses(css: &str, selector: &str) {
        assert_eq!(check(css), Err(StyleError::Class(selector.to_owned())), "{css}");
    }

    #[test]
    fn the_classes_of_the_pages_are_allowed() {
        let styles = [
            "",
            ".logo-customizable { max-width: 60%; }",
            "/* ours */ .submitButton-customizable:hover, .label-customizable{color:#fff;margin:0}\n.redirect-customizable{}",
            ".passwordCheck-valid-customizable { color: green } .inputField-customizable:focus { border-radius: 4px }",
        ];
        for style in styles {
            assert_eq!(check(style), Ok(()), "{style}");
        }
    }

    #[test]
    fn every_other_rule_is_refused_by_its_selector() {
        refuses("body { color: red }", "body");
        refuses(".logo-customizable {} .mine { color: red }", ".mine");
        refuses(".label-customizable, .mine {}", ".mine");
        refuses(".label-customizable:hover {}", ".label-customizable:hover");
        refuses(".logo-customizable img {}", ".logo-customizable img");
        refuses("@import url(//example.com/x.css);", "@import url(//example.com/x.css);");
        refuses("@media print { .logo-customizable { color: red } }", "@media print");
        refuses("color: red", "color: red");
        refuses(".logo-customizable { color: red", ".logo-customizable");
        refuses(".logo-customizable { .mine { color: red } }", ".mine { color: red");
        refuses(".logo-customizable { </style> }", "</style>");
        refuses("/* unfinished", "/* unfinished");
        refuses(&"x".repeat(300), &"x".repeat(100));
    }
}
