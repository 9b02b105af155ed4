//! The managed look: the settings of a branding style, with its files.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::user_pools::branding::{Asset, AssetCategory, AssetFormat, ColorMode};
use serde_json::Value;

use super::{
    Bar, Favicon, Logo, LogoPlace, Look, Picture, Style,
    palette::{Scheme, at, variables},
};
use crate::pages::files::File;

impl Style {
    /// The style of settings that have been laid over the service's own, and of the style's files.
    pub fn managed(settings: &Value, assets: &[Asset]) -> Self {
        let scheme = Scheme::of(settings);
        let mut pictures = Pictures::read(assets, scheme);
        let stylesheet = File::stylesheet(stylesheet(settings, scheme, &pictures));
        let look = look(settings, &pictures, stylesheet.name.clone());
        pictures.files.push(stylesheet);
        Self { look, files: pictures.files }
    }
}

impl Scheme {
    fn of(settings: &Value) -> Self {
        match at(settings, "categories.global.colorSchemeMode").as_str() {
            Some("DARK") => Self::Dark,
            Some("DYNAMIC") => Self::Dynamic,
            _ => Self::Light,
        }
    }
}

/// The files of a style, and which of them stands where.
struct Pictures {
    scheme: Scheme,
    /// Each with the name of its file.
    placed: Vec<(AssetCategory, ColorMode, String)>,
    files: Vec<File>,
}

impl Pictures {
    fn read(assets: &[Asset], scheme: Scheme) -> Self {
        let mut pictures = Self { scheme, placed: Vec::new(), files: Vec::new() };
        for asset in assets {
            // What is not base64 was refused when the style was made.
            let Ok(bytes) = BASE64_STANDARD.decode(&asset.bytes) else { continue };
            let (extension, content_type) = kind(asset.format);
            let file = File::new(extension, content_type, bytes);
            pictures.placed.push((asset.category, asset.mode, file.name.clone()));
            pictures.files.push(file);
        }
        pictures
    }

    fn name(&self, category: AssetCategory, mode: ColorMode) -> Option<String> {
        let is_it = |placed: &&(AssetCategory, ColorMode, String)| placed.0 == category && placed.1 == mode;
        self.placed.iter().find(is_it).map(|placed| placed.2.clone())
    }

    /// What stands in a place: of the mode that is shown, else one for both.
    fn of(&self, category: AssetCategory) -> Option<Picture> {
        let of_mode = |mode| self.name(category, mode).or_else(|| self.name(category, ColorMode::Dynamic));
        match self.scheme {
            Scheme::Light => of_mode(ColorMode::Light).map(|light| Picture { light, dark: None }),
            Scheme::Dark => of_mode(ColorMode::Dark).map(|light| Picture { light, dark: None }),
            Scheme::Dynamic => {
                let light = of_mode(ColorMode::Light)?;
                Some(Picture { light, dark: self.name(category, ColorMode::Dark) })
            }
        }
    }

    /// The same, where the settings enable it.
    fn enabled(&self, settings: &Value, path: &str, category: AssetCategory) -> Option<Picture> {
        if is_on(settings, path) { self.of(category) } else { None }
    }
}

/// The ending and the type of a file.
const fn kind(format: AssetFormat) -> (&'static str, &'static str) {
    match format {
        AssetFormat::Ico => ("ico", "image/x-icon"),
        AssetFormat::Jpeg => ("jpg", "image/jpeg"),
        AssetFormat::Png => ("png", "image/png"),
        AssetFormat::Svg => ("svg", "image/svg+xml"),
        AssetFormat::Webp => ("webp", "image/webp"),
    }
}

fn is_on(settings: &Value, path: &str) -> bool {
    at(settings, path).as_bool() == Some(true)
}

fn look(settings: &Value, pictures: &Pictures, stylesheet: String) -> Look {
    Look {
        is_classic: false,
        stylesheet: Some(stylesheet),
        favicons: favicons(settings, pictures),
        logo: logo(settings, pictures),
        header: bar(settings, pictures, "pageHeader", AssetCategory::PageHeaderLogo),
        footer: bar(settings, pictures, "pageFooter", AssetCategory::PageFooterLogo),
        graphics: graphics(settings, pictures),
        has_providers_first: has_providers_first(settings),
        asks_for_domains: asks_for_domains(settings),
        provider_order: texts(at(settings, "categories.auth.federation.order")),
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether the first of the methods of authentication is that by other providers.
fn has_providers_first(settings: &Value) -> bool {
    at(settings, "categories.auth.authMethodOrder")[0][0]["type"] == "FEDERATED"
}

/// Whether providers are found by domains and not by buttons: AWS's guide names the style with buttons alone.
fn asks_for_domains(settings: &Value) -> bool {
    let style = at(settings, "categories.auth.federation.interfaceStyle").as_str();
    style.is_some_and(|style| style != "BUTTON_LIST")
}

fn favicons(settings: &Value, pictures: &Pictures) -> Vec<Favicon> {
    let enabled = texts(at(settings, "components.favicon.enabledTypes"));
    let kinds = [
        ("ICO", AssetCategory::FaviconIco, "image/x-icon"),
        ("SVG", AssetCategory::FaviconSvg, "image/svg+xml"),
    ];
    let shown = kinds.into_iter().filter(|(name, ..)| enabled.iter().any(|known| known == name));
    let icon = |(_, category, content_type)| {
        let picture = pictures.of(category)?;
        Some(Favicon { name: picture.light, content_type })
    };
    shown.filter_map(icon).collect()
}

fn logo(settings: &Value, pictures: &Pictures) -> Option<Logo> {
    let picture = pictures.enabled(settings, "components.form.logo.enabled", AssetCategory::FormLogo)?;
    let of = |name: &str| at(settings, "components.form.logo")[name].as_str();
    let place = match (of("formInclusion"), of("position")) {
        (Some("OUT"), _) => LogoPlace::Outside,
        (_, Some("BOTTOM")) => LogoPlace::Below,
        _ => LogoPlace::Above,
    };
    Some(Logo { picture, location: location(of("location")), place })
}

fn location(name: Option<&str>) -> &'static str {
    match name {
        Some("START") => "start",
        Some("END") => "end",
        _ => "center",
    }
}

fn bar(settings: &Value, pictures: &Pictures, name: &str, category: AssetCategory) -> Option<Bar> {
    if !is_on(settings, &format!("categories.global.{name}.enabled")) {
        return None;
    }
    let logo = pictures.enabled(settings, &format!("components.{name}.logo.enabled"), category);
    let location = location(at(settings, &format!("components.{name}.logo.location")).as_str());
    Some(Bar { logo, location })
}

fn graphics(settings: &Value, pictures: &Pictures) -> Vec<(AssetCategory, Picture)> {
    let all = [
        AssetCategory::EmailGraphic,
        AssetCategory::SmsGraphic,
        AssetCategory::AuthAppGraphic,
        AssetCategory::PasswordGraphic,
        AssetCategory::PasskeyGraphic,
    ];
    let one = |category| {
        let picture = pictures.enabled(settings, "categories.form.displayGraphics", category)?;
        Some((category, picture))
    };
    all.into_iter().filter_map(one).collect()
}

fn stylesheet(settings: &Value, scheme: Scheme, pictures: &Pictures) -> String {
    let is_compact = at(settings, "categories.global.spacingDensity") == "COMPACT";
    let has_icons = at(settings, "componentClasses.idpButtons.icons.enabled").as_bool() != Some(false);
    let rules = [
        variables(settings, scheme),
        placement(settings),
        if is_compact { ":root{--gap:12px;--pad:24px}\n".to_owned() } else { String::new() },
        if has_icons { String::new() } else { ".mark{display:none}\n".to_owned() },
        backgrounds(settings, pictures),
    ];
    rules.concat()
}

/// Where the form stands. A phone has no room to choose.
fn placement(settings: &Value) -> String {
    let place = |axis: &str| location(at(settings, &format!("categories.form.location.{axis}")).as_str());
    let (across, down) = (flex(place("horizontal")), flex(place("vertical")));
    format!("@media (min-width:480px){{.stage{{align-items:{across};justify-content:{down}}}}}\n")
}

fn backgrounds(settings: &Value, pictures: &Pictures) -> String {
    let all = [
        ("body", "pageBackground.image", AssetCategory::PageBackground),
        (".card", "form.backgroundImage", AssetCategory::FormBackground),
        (".bar-header", "pageHeader.backgroundImage", AssetCategory::PageHeaderBackground),
        (".bar-footer", "pageFooter.backgroundImage", AssetCategory::PageFooterBackground),
    ];
    let one = |(selector, path, category)| {
        let picture = pictures.enabled(settings, &format!("components.{path}.enabled"), category)?;
        Some(background(selector, &picture))
    };
    all.into_iter().filter_map(one).collect()
}

fn flex(location: &str) -> &'static str {
    match location {
        "start" => "flex-start",
        "end" => "flex-end",
        _ => "center",
    }
}

/// The names of files are ours: they need no escape. They lie in the stylesheet's own folder.
fn background(selector: &str, picture: &Picture) -> String {
    let rule = |name: &str| format!("{selector}{{background-image:url({name})}}");
    let dark =
        picture.dark.as_deref().map(|name| format!("@media (prefers-color-scheme:dark){{{}}}\n", rule(name)));
    format!("{}\n{}", rule(&picture.light), dark.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asset(category: AssetCategory, mode: ColorMode, text: &str) -> Asset {
        Asset { category, mode, format: AssetFormat::Svg, bytes: BASE64_STANDARD.encode(text) }
    }

    fn css(style: &Style) -> String {
        let file =
            style.files.iter().find(|file| Some(file.name.as_str()) == style.look.stylesheet()).unwrap();
        String::from_utf8(file.bytes.to_vec()).unwrap()
    }

    #[test]
    fn a_picture_of_the_shown_mode_goes_before_one_for_both() {
        use AssetCategory::FormLogo;
        let assets = [
            asset(FormLogo, ColorMode::Dynamic, "<svg>both</svg>"),
            asset(FormLogo, ColorMode::Dark, "<svg>dark</svg>"),
        ];
        let name = |scheme| Pictures::read(&assets, scheme).of(FormLogo).unwrap();
        let (light, dark, dynamic) = (name(Scheme::Light), name(Scheme::Dark), name(Scheme::Dynamic));
        assert_ne!(light, dark);
        assert_eq!(dynamic, Picture { light: light.light, dark: Some(dark.light) });
        assert_eq!(Pictures::read(&assets[1..], Scheme::Light).of(FormLogo), None);
    }

    #[test]
    fn what_the_settings_do_not_enable_is_not_shown() {
        let assets = [
            asset(AssetCategory::FormLogo, ColorMode::Light, "<svg>1</svg>"),
            asset(AssetCategory::PageHeaderLogo, ColorMode::Light, "<svg>2</svg>"),
            asset(AssetCategory::PageBackground, ColorMode::Light, "<svg>3</svg>"),
        ];
        let style = Style::managed(&json!({}), &assets);
        assert!(style.look.logo_above().is_none() && style.look.header().is_none());
        assert!(!css(&style).contains("url("));
        let on = json!({
            "categories": { "global": { "pageHeader": { "enabled": true }, "spacingDensity": "COMPACT" } },
            "components": {
                "form": { "logo": { "enabled": true, "position": "BOTTOM", "location": "END" } },
                "pageBackground": { "image": { "enabled": true } },
                "pageHeader": { "logo": { "enabled": true, "location": "START" } },
            },
        });
        let style = Style::managed(&on, &assets);
        assert!(style.look.logo_below().is_some() && style.look.logo_location() == "end");
        assert!(style.look.header().unwrap().logo.is_some());
        assert!(css(&style).contains("body{background-image:url(") && css(&style).contains("--gap:12px"));
        assert_eq!(style.files.len(), 4);
    }

    #[test]
    fn providers_stand_in_the_order_of_the_settings() {
        let settings = json!({ "categories": { "auth": {
            "authMethodOrder": [[{ "display": "BUTTON", "type": "FEDERATED" }, { "display": "INPUT", "type": "USERNAME_PASSWORD" }]],
            "federation": { "order": ["Okta", "Google"] },
        } } });
        let look = Style::managed(&settings, &[]).look;
        assert!(look.has_providers_first());
        assert!(look.place_of_provider("Okta") < look.place_of_provider("Google"));
        assert!(look.place_of_provider("Google") < look.place_of_provider("Facebook"));
    }
}
