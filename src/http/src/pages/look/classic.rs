//! The classic look: the CSS of a pool's own for the parts of the pages that bear AWS's class names, and its logo.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::user_pools::classic_style::{self, ImageFormat};

use super::{
    Logo, LogoPlace, Look, Picture, Style,
    palette::{Scheme, variables},
};
use crate::pages::files::File;

/// Properties that a style may set.
const PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-style",
    "border-top",
    "border-width",
    "box-shadow",
    "box-sizing",
    "color",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "opacity",
    "outline",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-transform",
    "transition",
    "width",
];

/// Functions that a value may call. `url` would load something, and `expression` ran scripts once.
const FUNCTIONS: &[&str] = &["calc", "hsl", "hsla", "linear-gradient", "max", "min", "rgb", "rgba"];

/// How the class of every part of the pages ends.
const SUFFIX: &str = "-customizable";

impl Style {
    /// The style of what a pool has set; with nothing set, of the pages as they are.
    pub fn classic(set: &classic_style::Look) -> Self {
        let logo = set.image.as_ref().and_then(logo);
        let own = set.css.as_deref().map(rules).filter(|rules| !rules.is_empty());
        // Its colours were chosen for a light page.
        let stylesheet =
            own.map(|rules| File::stylesheet(variables(&serde_json::Value::Null, Scheme::Light) + &rules));
        let look = Look {
            is_classic: true,
            stylesheet: stylesheet.as_ref().map(|file| file.name.clone()),
            logo: logo.as_ref().map(|file| Logo {
                picture: Picture { light: file.name.clone(), dark: None },
                location: "center",
                place: LogoPlace::Above,
            }),
            ..Look::default()
        };
        Self { look, files: stylesheet.into_iter().chain(logo).collect() }
    }
}

fn logo(image: &classic_style::Image) -> Option<File> {
    let bytes = BASE64_STANDARD.decode(&image.bytes).ok()?;
    let content_type = match image.format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
    };
    Some(File::new(image.format.extension(), content_type, bytes))
}

/// The rules of a style, written anew from what is allowed in them. Whatever is not, is left out.
fn rules(css: &str) -> String {
    let css = without_comments(css);
    let blocks = css.split('}').filter_map(|block| block.split_once('{'));
    blocks.filter_map(|(selectors, declarations)| rule(selectors, declarations)).collect()
}

fn rule(selectors: &str, declarations: &str) -> Option<String> {
    let selectors: Vec<&str> = selectors.split(',').map(str::trim).filter(|one| is_part(one)).collect();
    let declarations: String = declarations.split(';').filter_map(declaration).collect();
    let has_both = !selectors.is_empty() && !declarations.is_empty();
    has_both.then(|| format!("{}{{{declarations}}}\n", selectors.join(",")))
}

/// Which parts there are was checked when the style was set.
fn is_part(selector: &str) -> bool {
    let (class, state) = selector.split_once(':').unwrap_or((selector, "hover"));
    let name = class.strip_prefix('.').and_then(|class| class.strip_suffix(SUFFIX));
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    name.is_some_and(is_name) && ["hover", "focus"].contains(&state)
}

fn declaration(text: &str) -> Option<String> {
    let (property, value) = text.split_once(':')?;
    let (property, value) = (property.trim().to_ascii_lowercase(), value.trim());
    let is_good = PROPERTIES.contains(&property.as_str()) && is_value(value);
    is_good.then(|| format!("{property}:{value};"))
}

/// Words, numbers, colours, names of fonts and calls of [`FUNCTIONS`]: no escape, and no sign that could end the declaration.
fn is_value(value: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || " #%.,()-+*/!'\"".contains(letter);
    let is_closed = |quote: char| value.matches(quote).count().is_multiple_of(2);
    let calls = value.split('(').rev().skip(1);
    let mut called = calls.map(|before| {
        before
            .rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
            .next()
            .unwrap_or_default()
    });
    !value.is_empty()
        && value.chars().all(is_plain)
        && is_closed('"')
        && is_closed('\'')
        && value.matches('(').count() == value.matches(')').count()
        && called.all(|name| name.is_empty() || FUNCTIONS.contains(&name.to_ascii_lowercase().as_str()))
}

/// A comment that does not end takes the rest with it.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_anew() {
        let css = "/* ours */ .submitButton-customizable , .label-customizable:hover\n{ Color : #FF0000 ; margin: 0 auto !important; }";
        let expected =
            ".submitButton-customizable,.label-customizable:hover{color:#FF0000;margin:0 auto !important;}\n";
        assert_eq!(rules(css), expected);
        let values = [
            "calc(100% - 10px)",
            "rgba(0, 0, 0, .5)",
            "\"Helvetica Neue\", Arial",
            "linear-gradient(rgb(1,2,3), #fff)",
        ];
        for value in values {
            assert!(is_value(value), "{value}");
        }
    }

    #[test]
    fn nothing_that_loads_runs_or_leaves_its_rule_comes_through() {
        let hostile = [
            "background: url(https://evil.example/x.png)",
            "background: URL(x)",
            "background: \\75 rl(x)",
            "background: image-set(\"x.png\" 1x)",
            "width: expression(alert(1))",
            "behavior: x",
            "-moz-binding: x",
            "position: fixed",
            "content: \"x\"",
            "color: red</style>",
            "font-family: \"open",
            "color: rgb(1,2,3",
            "color: @x",
            "color:",
        ];
        for declaration in hostile {
            let css = format!(".label-customizable {{ {declaration} }}");
            assert_eq!(rules(&css), "", "{declaration}");
        }
        assert_eq!(rules("body { color: red } @media print { .label-customizable { color: red } }"), "");
        assert_eq!(rules(".label-customizable /* open { color: red }"), "");
    }

    #[test]
    fn a_pool_that_has_set_nothing_has_no_files_of_its_own() {
        let style = Style::classic(&classic_style::Look::default());
        assert!(style.look.is_classic() && style.look.stylesheet().is_none() && style.files.is_empty());
        let image = classic_style::Image { format: ImageFormat::Png, bytes: "iVBORw0KGgo=".to_owned() };
        let set = classic_style::Look {
            css: Some(".label-customizable{color:red}".to_owned()),
            image: Some(image),
        };
        let style = Style::classic(&set);
        assert!(style.look.logo_above().is_some() && style.look.stylesheet().is_some());
        assert_eq!(style.files.len(), 2);
    }
}
