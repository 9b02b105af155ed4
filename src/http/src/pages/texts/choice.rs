//! The languages of the pages, and which of them a request is answered in.

use super::{Texts, de, en, es, fr, id, it, ja, ko, nl, pt_br, zh_cn, zh_tw};

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "a language is its name")]
pub enum Language {
    German,
    #[default]
    English,
    Spanish,
    French,
    Indonesian,
    Italian,
    Japanese,
    Korean,
    Dutch,
    BrazilianPortuguese,
    SimplifiedChinese,
    TraditionalChinese,
}

impl Language {
    /// All of them, in the order of their tags.
    pub const ALL: [Self; 12] = [
        Self::German,
        Self::English,
        Self::Spanish,
        Self::French,
        Self::Indonesian,
        Self::Italian,
        Self::Japanese,
        Self::Korean,
        Self::Dutch,
        Self::BrazilianPortuguese,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
    ];

    /// As `lang` and HTML name it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Indonesian => "id",
            Self::Italian => "it",
            Self::Japanese => "ja",
            Self::Korean => "ko",
            Self::Dutch => "nl",
            Self::BrazilianPortuguese => "pt-BR",
            Self::SimplifiedChinese => "zh-CN",
            Self::TraditionalChinese => "zh-TW",
        }
    }

    /// What it calls itself.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::German => "Deutsch",
            Self::English => "English",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::Indonesian => "Bahasa Indonesia",
            Self::Italian => "Italiano",
            Self::Japanese => "日本語",
            Self::Korean => "한국어",
            Self::Dutch => "Nederlands",
            Self::BrazilianPortuguese => "Português (Brasil)",
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
        }
    }

    /// The key of its link in a legal document, and `default` for where it has none. (`Links` of `CreateTerms`.)
    pub const fn terms_key(self) -> &'static str {
        match self {
            Self::German => "cognito:german",
            Self::English => "cognito:english",
            Self::Spanish => "cognito:spanish",
            Self::French => "cognito:french",
            Self::Indonesian => "cognito:bahasa-indonesia",
            Self::Italian => "cognito:italian",
            Self::Japanese => "cognito:japanese",
            Self::Korean => "cognito:korean",
            Self::Dutch => "cognito:dutch",
            Self::BrazilianPortuguese => "cognito:portuguese-brazil",
            Self::SimplifiedChinese => "cognito:chinese-simplified",
            Self::TraditionalChinese => "cognito:chinese-traditional",
        }
    }

    /// The language of a request: what its `lang` says, else its cookie of that name, else the first of `ui_locales` (separated by
    /// spaces) that there is, else the one that `Accept-Language` likes best.
    pub fn choose(
        lang: Option<&str>,
        cookie: Option<&str>,
        ui_locales: Option<&str>,
        accept_language: Option<&str>,
    ) -> Self {
        let of_locales = || ui_locales.and_then(|locales| locales.split_whitespace().find_map(Self::of_tag));
        let named = lang.and_then(Self::of_tag).or_else(|| cookie.and_then(Self::of_tag));
        named.or_else(of_locales).or_else(|| accept_language.and_then(Self::accepted)).unwrap_or_default()
    }

    pub(in super::super) const fn texts(self) -> &'static Texts {
        match self {
            Self::German => &de::TEXTS,
            Self::English => &en::TEXTS,
            Self::Spanish => &es::TEXTS,
            Self::French => &fr::TEXTS,
            Self::Indonesian => &id::TEXTS,
            Self::Italian => &it::TEXTS,
            Self::Japanese => &ja::TEXTS,
            Self::Korean => &ko::TEXTS,
            Self::Dutch => &nl::TEXTS,
            Self::BrazilianPortuguese => &pt_br::TEXTS,
            Self::SimplifiedChinese => &zh_cn::TEXTS,
            Self::TraditionalChinese => &zh_tw::TEXTS,
        }
    }

    /// The language that a tag (BCP 47) names most nearly. Chinese is written in two ways, which follow from its script or its region.
    fn of_tag(tag: &str) -> Option<Self> {
        let parts: Vec<String> = tag.trim().split(['-', '_']).map(str::to_ascii_lowercase).collect();
        let is_traditional = parts.iter().any(|part| ["hant", "tw", "hk", "mo"].contains(&part.as_str()));
        match parts.first()?.as_str() {
            "zh" if is_traditional => Some(Self::TraditionalChinese),
            "zh" => Some(Self::SimplifiedChinese),
            first => Self::ALL.into_iter().find(|language| language.tag().split('-').next() == Some(first)),
        }
    }

    /// The best of a list such as `fr-CH, fr;q=0.9, en;q=0.8`.
    fn accepted(list: &str) -> Option<Self> {
        let weighed = list.split(',').filter_map(|item| {
            let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
            (weight > 0.0).then_some((Self::of_tag(tag)?, weight))
        });
        // The first of those that weigh most.
        weighed.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_says_goes_before_its_cookie_and_that_before_what_the_browser_likes() {
        let choose = Language::choose;
        assert_eq!(choose(Some("de"), Some("fr"), Some("it"), Some("ja")), Language::German);
        assert_eq!(choose(Some("xx"), Some("fr"), Some("it"), Some("ja")), Language::French);
        assert_eq!(choose(None, None, Some("xx it en"), Some("ja")), Language::Italian);
        assert_eq!(choose(None, None, None, Some("ja")), Language::Japanese);
        assert_eq!(choose(None, None, None, None), Language::English);
    }

    #[test]
    fn a_region_or_a_script_finds_the_nearest_language() {
        let pairs = [
            ("en-GB", Language::English),
            ("pt", Language::BrazilianPortuguese),
            ("pt-PT", Language::BrazilianPortuguese),
            ("zh", Language::SimplifiedChinese),
            ("zh-Hant-HK", Language::TraditionalChinese),
            ("ZH_tw", Language::TraditionalChinese),
        ];
        for (tag, language) in pairs {
            assert_eq!(Language::of_tag(tag), Some(language), "{tag}");
        }
        assert_eq!(Language::of_tag("xx"), None);
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.tag()), Some(language));
        }
    }

    #[test]
    fn the_heaviest_accepted_language_counts_and_the_first_of_equals() {
        let pairs = [
            ("xx, fr-CH;q=0.8, de;q=0.9", Some(Language::German)),
            ("ko,ja", Some(Language::Korean)),
            ("de;q=0, it;q=0.1", Some(Language::Italian)),
            ("de;q=x, *", None),
            ("", None),
        ];
        for (list, language) in pairs {
            assert_eq!(Language::accepted(list), language, "{list}");
        }
    }
}
