//! How pages look: what a pool has configured, as a stylesheet and what the templates need to know.

mod classic;
mod managed;
mod palette;

use domain::user_pools::branding::AssetCategory;

use super::files::File;

pub(super) use palette::{Scheme, variables};

/// How the pages of a client look, with the files that they refer to.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// What each page needs.
    pub look: Look,
    /// What is to be served below [`super::paths::ASSETS`], beside [`super::own_files`].
    pub files: Vec<File>,
}

/// How pages look, as the templates need it.
#[derive(Clone, Debug, Default)]
pub struct Look {
    is_classic: bool,
    stylesheet: Option<String>,
    favicons: Vec<Favicon>,
    logo: Option<Logo>,
    header: Option<Bar>,
    footer: Option<Bar>,
    graphics: Vec<(AssetCategory, Picture)>,
    has_providers_first: bool,
    asks_for_domains: bool,
    provider_order: Vec<String>,
}

/// A picture, by the names of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) light: String,
    /// In its place where the browser prefers dark.
    pub(super) dark: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Favicon {
    pub(super) name: String,
    pub(super) content_type: &'static str,
}

/// A strip above or below the page.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) logo: Option<Picture>,
    /// `start`, `center` or `end`.
    pub(super) location: &'static str,
}

#[derive(Clone, Debug)]
struct Logo {
    picture: Picture,
    location: &'static str,
    place: LogoPlace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LogoPlace {
    Above,
    Below,
    Outside,
}

impl Look {
    pub(super) const fn is_classic(&self) -> bool {
        self.is_classic
    }

    /// The name of the style's own stylesheet.
    pub(super) fn stylesheet(&self) -> Option<&str> {
        self.stylesheet.as_deref()
    }

    pub(super) fn favicons(&self) -> &[Favicon] {
        &self.favicons
    }

    pub(super) const fn header(&self) -> Option<&Bar> {
        self.header.as_ref()
    }

    pub(super) const fn footer(&self) -> Option<&Bar> {
        self.footer.as_ref()
    }

    pub(super) fn logo_above(&self) -> Option<&Picture> {
        self.logo_at(LogoPlace::Above)
    }

    pub(super) fn logo_below(&self) -> Option<&Picture> {
        self.logo_at(LogoPlace::Below)
    }

    pub(super) fn logo_outside(&self) -> Option<&Picture> {
        self.logo_at(LogoPlace::Outside)
    }

    /// Where on its line the logo stands.
    pub(super) fn logo_location(&self) -> &'static str {
        self.logo.as_ref().map_or("center", |logo| logo.location)
    }

    pub(super) fn graphic(&self, category: AssetCategory) -> Option<&Picture> {
        self.graphics.iter().find(|(of, _)| *of == category).map(|(_, picture)| picture)
    }

    /// Whether other services stand above the form.
    pub(super) const fn has_providers_first(&self) -> bool {
        self.has_providers_first
    }

    /// Whether a managed style wants providers found by the domain of a mail address.
    pub(super) const fn asks_for_domains(&self) -> bool {
        self.asks_for_domains
    }

    /// By what providers are sorted.
    pub(super) fn place_of_provider(&self, name: &str) -> usize {
        self.provider_order.iter().position(|known| known == name).unwrap_or(self.provider_order.len())
    }

    fn logo_at(&self, place: LogoPlace) -> Option<&Picture> {
        self.logo.as_ref().filter(|logo| logo.place == place).map(|logo| &logo.picture)
    }
}
