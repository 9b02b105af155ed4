//! The colours and sizes that a style may set, as custom properties of CSS: where each stands in the settings, and what it is without them.

use std::fmt::Write;

use serde_json::Value;

/// Which of its two sets of colours a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Scheme {
    Light,
    Dark,
    /// What the browser prefers.
    Dynamic,
}

/// A colour. Its path in the settings has `{}` where they say the mode.
struct Colour {
    property: &'static str,
    path: &'static str,
    light: &'static str,
    dark: &'static str,
}

/// A length.
struct Length {
    property: &'static str,
    path: &'static str,
    pixels: f64,
}

/// A larger one is no rounding but a mistake.
const LENGTH_MAX_PX: f64 = 100.0;

const fn colour(
    property: &'static str,
    path: &'static str,
    light: &'static str,
    dark: &'static str,
) -> Colour {
    Colour { property, path, light, dark }
}

const fn length(property: &'static str, path: &'static str, pixels: f64) -> Length {
    Length { property, path, pixels }
}

#[rustfmt::skip]
const COLOURS: &[Colour] = &[
    colour("page", "components.pageBackground.{}.color", "f5f6f8ff", "0c0e12ff"),
    colour("card", "components.form.{}.backgroundColor", "ffffffff", "15181eff"),
    colour("card-border", "components.form.{}.borderColor", "e4e7ecff", "2a2f38ff"),
    colour("heading", "components.pageText.{}.headingColor", "101828ff", "f5f6f8ff"),
    colour("text", "components.pageText.{}.bodyColor", "475467ff", "b4bac4ff"),
    colour("description", "components.pageText.{}.descriptionColor", "475467ff", "b4bac4ff"),
    colour("label", "componentClasses.inputLabel.{}.textColor", "344054ff", "d5d9e0ff"),
    colour("hint", "componentClasses.inputDescription.{}.textColor", "5d6b80ff", "98a1b0ff"),
    colour("input", "componentClasses.input.{}.defaults.backgroundColor", "ffffffff", "0f1217ff"),
    colour("input-border", "componentClasses.input.{}.defaults.borderColor", "858d9dff", "6b7585ff"),
    colour("placeholder", "componentClasses.input.{}.placeholderColor", "667085ff", "8a93a2ff"),
    colour("focus", "componentClasses.focusState.{}.borderColor", "4f46e5ff", "8f8cffff"),
    colour("link", "componentClasses.link.{}.defaults.textColor", "4338caff", "a5a3ffff"),
    colour("link-hover", "componentClasses.link.{}.hover.textColor", "312e81ff", "c7c6ffff"),
    colour("divider", "componentClasses.divider.{}.borderColor", "e4e7ecff", "2a2f38ff"),
    colour("option", "componentClasses.optionControls.{}.defaults.backgroundColor", "ffffffff", "0f1217ff"),
    colour("option-border", "componentClasses.optionControls.{}.defaults.borderColor", "858d9dff", "6b7585ff"),
    colour("option-selected", "componentClasses.optionControls.{}.selected.backgroundColor", "4f46e5ff", "8f8cffff"),
    colour("option-mark", "componentClasses.optionControls.{}.selected.foregroundColor", "ffffffff", "0c0e12ff"),
    colour("menu", "componentClasses.dropDown.{}.defaults.itemBackgroundColor", "ffffffff", "15181eff"),
    colour("menu-hover", "componentClasses.dropDown.{}.hover.itemBackgroundColor", "f2f4f7ff", "22262eff"),
    colour("menu-hover-border", "componentClasses.dropDown.{}.hover.itemBorderColor", "d0d5ddff", "3a404bff"),
    colour("menu-hover-text", "componentClasses.dropDown.{}.hover.itemTextColor", "101828ff", "f5f6f8ff"),
    colour("menu-match", "componentClasses.dropDown.{}.match.itemTextColor", "4338caff", "a5a3ffff"),
    colour("error", "components.alert.{}.error.backgroundColor", "fef3f2ff", "2a1212ff"),
    colour("error-border", "components.alert.{}.error.borderColor", "fda29bff", "7a2a24ff"),
    colour("error-mark", "componentClasses.statusIndicator.{}.error.indicatorColor", "b42318ff", "ff9c92ff"),
    colour("success", "componentClasses.statusIndicator.{}.success.backgroundColor", "ecfdf3ff", "0d2318ff"),
    colour("success-border", "componentClasses.statusIndicator.{}.success.borderColor", "75e0a7ff", "1d6b45ff"),
    colour("success-mark", "componentClasses.statusIndicator.{}.success.indicatorColor", "067647ff", "5fd79bff"),
    colour("primary", "components.primaryButton.{}.defaults.backgroundColor", "4f46e5ff", "625cf2ff"),
    colour("primary-text", "components.primaryButton.{}.defaults.textColor", "ffffffff", "ffffffff"),
    colour("primary-hover", "components.primaryButton.{}.hover.backgroundColor", "4338caff", "554eeaff"),
    colour("primary-hover-text", "components.primaryButton.{}.hover.textColor", "ffffffff", "ffffffff"),
    colour("primary-active", "components.primaryButton.{}.active.backgroundColor", "3730a3ff", "4a43dbff"),
    colour("primary-active-text", "components.primaryButton.{}.active.textColor", "ffffffff", "ffffffff"),
    colour("secondary", "components.secondaryButton.{}.defaults.backgroundColor", "ffffffff", "1b1f26ff"),
    colour("secondary-border", "components.secondaryButton.{}.defaults.borderColor", "d0d5ddff", "3a404bff"),
    colour("secondary-text", "components.secondaryButton.{}.defaults.textColor", "344054ff", "e4e7ecff"),
    colour("secondary-hover", "components.secondaryButton.{}.hover.backgroundColor", "f9fafbff", "22262eff"),
    colour("secondary-hover-border", "components.secondaryButton.{}.hover.borderColor", "c0c6d0ff", "4a515eff"),
    colour("secondary-hover-text", "components.secondaryButton.{}.hover.textColor", "1d2939ff", "f5f6f8ff"),
    colour("secondary-active", "components.secondaryButton.{}.active.backgroundColor", "f2f4f7ff", "2a2f38ff"),
    colour("secondary-active-border", "components.secondaryButton.{}.active.borderColor", "b0b7c3ff", "5a6270ff"),
    colour("secondary-active-text", "components.secondaryButton.{}.active.textColor", "1d2939ff", "f5f6f8ff"),
    colour("provider", "components.idpButton.standard.{}.defaults.backgroundColor", "ffffffff", "1b1f26ff"),
    colour("provider-border", "components.idpButton.standard.{}.defaults.borderColor", "d0d5ddff", "3a404bff"),
    colour("provider-text", "components.idpButton.standard.{}.defaults.textColor", "344054ff", "e4e7ecff"),
    colour("provider-hover", "components.idpButton.standard.{}.hover.backgroundColor", "f9fafbff", "22262eff"),
    colour("provider-hover-border", "components.idpButton.standard.{}.hover.borderColor", "c0c6d0ff", "4a515eff"),
    colour("provider-hover-text", "components.idpButton.standard.{}.hover.textColor", "1d2939ff", "f5f6f8ff"),
    colour("provider-active", "components.idpButton.standard.{}.active.backgroundColor", "f2f4f7ff", "2a2f38ff"),
    colour("provider-active-border", "components.idpButton.standard.{}.active.borderColor", "b0b7c3ff", "5a6270ff"),
    colour("provider-active-text", "components.idpButton.standard.{}.active.textColor", "1d2939ff", "f5f6f8ff"),
    colour("header", "components.pageHeader.{}.background.color", "ffffffff", "15181eff"),
    colour("header-border", "components.pageHeader.{}.borderColor", "e4e7ecff", "2a2f38ff"),
    colour("footer", "components.pageFooter.{}.background.color", "ffffffff", "15181eff"),
    colour("footer-border", "components.pageFooter.{}.borderColor", "e4e7ecff", "2a2f38ff"),
];

const LENGTHS: &[Length] = &[
    length("button-radius", "componentClasses.buttons.borderRadius", 8.0),
    length("input-radius", "componentClasses.input.borderRadius", 8.0),
    length("menu-radius", "componentClasses.dropDown.borderRadius", 8.0),
    length("card-radius", "components.form.borderRadius", 16.0),
    length("alert-radius", "components.alert.borderRadius", 8.0),
];

/// The member of the settings at a path of names.
pub(super) fn at<'a>(settings: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(settings, |value, name| &value[name])
}

/// Rules that set every custom property: as the settings say, else as ours.
pub(in super::super) fn variables(settings: &Value, scheme: Scheme) -> String {
    let (mode, schemes) = match scheme {
        Scheme::Light => ("lightMode", "light"),
        Scheme::Dark => ("darkMode", "dark"),
        Scheme::Dynamic => ("lightMode", "light dark"),
    };
    let rules = format!(":root{{{}{}color-scheme:{schemes}}}\n", colours(settings, mode), lengths(settings));
    if scheme == Scheme::Dynamic {
        let dark = colours(settings, "darkMode");
        format!("{rules}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
    } else {
        rules
    }
}

fn colours(settings: &Value, mode: &str) -> String {
    let mut rules = String::new();
    for colour in COLOURS {
        let own = if mode == "darkMode" { colour.dark } else { colour.light };
        let given = at(settings, &colour.path.replace("{}", mode)).as_str();
        // A text takes whatever is written to it.
        let _ =
            write!(rules, "--{}:#{};", colour.property, given.filter(|text| is_colour(text)).unwrap_or(own));
    }
    rules
}

/// Eight hexadecimal digits, or six: nothing else could be meant, and nothing else may stand in a stylesheet.
fn is_colour(text: &str) -> bool {
    [6, 8].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn lengths(settings: &Value) -> String {
    let mut rules = String::new();
    for length in LENGTHS {
        let given = at(settings, length.path).as_f64();
        let pixels = given.unwrap_or(length.pixels).clamp(0.0, LENGTH_MAX_PX);
        // As above.
        let _ = write!(rules, "--{}:{pixels}px;", length.property);
    }
    rules
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_colour_of_the_settings_takes_the_place_of_ours_in_its_mode() {
        let settings =
            json!({ "components": { "pageBackground": { "lightMode": { "color": "112233ff" } } } });
        let light = variables(&settings, Scheme::Light);
        assert!(light.contains("--page:#112233ff;") && light.contains("color-scheme:light}"), "{light}");
        let dark = variables(&settings, Scheme::Dark);
        assert!(dark.contains("--page:#0c0e12ff;") && !dark.contains("112233"), "{dark}");
    }

    #[test]
    fn a_dynamic_style_has_both_modes() {
        let both = variables(&Value::Null, Scheme::Dynamic);
        let (light, dark) = both.split_once("@media (prefers-color-scheme:dark)").unwrap();
        assert!(light.contains("--card:#ffffffff;") && dark.contains("--card:#15181eff;"), "{both}");
    }

    #[test]
    fn what_is_no_colour_and_no_length_is_not_taken_into_the_stylesheet() {
        for wrong in
            [json!("red"), json!("112233ff;}body{display:none"), json!("#112233"), json!(7), json!("")]
        {
            let settings = json!({ "components": { "pageBackground": { "lightMode": { "color": wrong } } } });
            assert_eq!(variables(&settings, Scheme::Light), variables(&Value::Null, Scheme::Light));
        }
        let settings = json!({ "components": { "form": { "borderRadius": "1px} *{" } } });
        assert_eq!(variables(&settings, Scheme::Light), variables(&Value::Null, Scheme::Light));
        let huge = json!({ "components": { "form": { "borderRadius": 1e9 } } });
        assert!(variables(&huge, Scheme::Light).contains("--card-radius:100px;"));
    }
}
