//! The settings of a style together with those of the service: what the pages look like in the end.

use domain::user_pools::branding::Settings;
use serde_json::Value;

/// The service's own settings.
const DEFAULTS: &str = include_str!("defaults.json");

/// The service's settings, with the style's own in their place.
pub fn merged(settings: &Settings) -> Value {
    let defaults = serde_json::from_str(DEFAULTS).unwrap_or_default();
    match settings {
        Settings::Provided => defaults,
        Settings::Own(text) => laid_over(defaults, serde_json::from_str(text).unwrap_or_default()),
    }
}

/// Members of objects are laid over one another; anything else replaces what was there. The depth is that of the defaults.
fn laid_over(below: Value, above: Value) -> Value {
    match (below, above) {
        (Value::Object(mut below), Value::Object(above)) => {
            for (name, value) in above {
                let value = match below.remove(&name) {
                    Some(old) => laid_over(old, value),
                    None => value,
                };
                below.insert(name, value);
            }
            Value::Object(below)
        }
        (below, Value::Null) => below,
        (_, above) => above,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_services_settings_are_there_and_have_three_roots() {
        let settings = merged(&Settings::Provided);
        let roots: Vec<&str> = settings.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(roots, ["categories", "componentClasses", "components"]);
    }

    #[test]
    fn what_a_style_says_takes_the_place_of_what_the_service_says_and_of_nothing_else() {
        let own = json!({
            "categories": { "global": { "colorSchemeMode": "DARK" }, "form": null, "new": 1 },
            "components": { "favicon": { "enabledTypes": ["SVG"] } },
        });
        let settings = merged(&Settings::Own(own.to_string()));
        let mut expected = merged(&Settings::Provided);
        expected["categories"]["global"]["colorSchemeMode"] = json!("DARK");
        expected["categories"]["new"] = json!(1);
        expected["components"]["favicon"]["enabledTypes"] = json!(["SVG"]);
        assert_eq!(settings, expected);
        assert_eq!(merged(&Settings::Own("{}".to_owned())), merged(&Settings::Provided));
    }
}
