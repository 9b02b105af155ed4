//! Regions: what ids, ARNs and signatures name as the place of a pool. Knows no operation.

/// Characters of the longest region: an id of an identity has at most 55, of which a colon and a UUID take 37.
pub const MAX_CHARS: usize = 18;

/// What the AWS SDKs sign for where a service of a partition (IAM, STS) has no region of its own, and the region that AWS means by it.
const GLOBAL: [(&str, &str); 5] = [
    ("aws-global", "us-east-1"),
    ("aws-cn-global", "cn-north-1"),
    ("aws-us-gov-global", "us-gov-west-1"),
    ("aws-iso-global", "us-iso-east-1"),
    ("aws-iso-b-global", "us-isob-east-1"),
];

/// Whether a text has the form of AWS's regions: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. Which of them exist is not known here:
/// AWS opens new ones.
pub fn has_aws_form(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let parts: Vec<&str> = text.split('-').collect();
    let [area, places @ .., number] = &parts[..] else { return false };
    text.len() <= MAX_CHARS
        && (2..=4).contains(&area.len())
        && letters(area)
        && !places.is_empty()
        && places.iter().all(|place| letters(place))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an operator may choose a text as the default region: what fits into the ids of pools and identities, and into a signature's
/// scope. Wider than AWS's form, so that a name like `local` works.
pub fn can_be_chosen(text: &str) -> bool {
    text.len() <= MAX_CHARS
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The region that is meant by the name of a whole partition (`aws-global`).
pub fn of_partition(name: &str) -> Option<&'static str> {
    GLOBAL.iter().find(|(global, _)| *global == name).map(|(_, region)| *region)
}

/// The region that an id of a user pool (`eu-west-1_AbCdEf123`), an identity pool or an identity (`eu-west-1:<uuid>`) begins with.
/// `None`: the id has neither separator.
pub fn of_id(id: &str) -> Option<&str> {
    id.find(['_', ':']).map(|end| &id[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_the_form_that_awss_have() {
        for region in
            ["us-east-1", "eu-west-1", "ap-southeast-10", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1"]
        {
            assert!(has_aws_form(region) && can_be_chosen(region), "{region}");
        }
        for other in [
            "",
            "us",
            "us-1",
            "us-east",
            "us-east-",
            "us-east-100",
            "us--1",
            "US-EAST-1",
            "u-east-1",
            "europe-west-1",
            "us-east-1_a",
            "us-east-1:a",
            "us-east-1/",
            "us-east-\u{661}",
            " us-east-1",
            "aws-global",
            "us-verylongname-1-1",
            "us-aaaaaaaaaaaaaa-1",
        ] {
            assert!(!has_aws_form(other), "{other}");
        }
    }

    #[test]
    fn an_operator_may_choose_a_region_that_fits_into_ids() {
        assert!(["local", "home-2", "a"].into_iter().all(can_be_chosen));
        for other in ["", "Local", "a_b", "a:b", "-a", "a-", "1a", "a/b", "us-aaaaaaaaaaaaaa-1"] {
            assert!(!can_be_chosen(other), "{other}");
        }
    }

    #[test]
    fn an_id_begins_with_its_region() {
        assert_eq!(of_id("eu-west-1_AbCdEf123"), Some("eu-west-1"));
        assert_eq!(of_id("eu-west-1:9a3b54a4-0000-4000-8000-000000000000"), Some("eu-west-1"));
        assert_eq!(of_id("account"), None);
    }

    #[test]
    fn the_name_of_a_partition_means_the_region_that_serves_it() {
        assert_eq!(of_partition("aws-global"), Some("us-east-1"));
        assert_eq!(of_partition("us-east-1"), None);
    }
}
