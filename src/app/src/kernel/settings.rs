//! What an operator may decide about the service, as plain values.

use domain::{LedgerId, Moment, values::region};

use crate::kernel::{message_limits::MessageLimit, pages_place::PagesPlace, rates::RateLimit};

/// Services whose resources have no region: they are signed for any, or for a whole partition.
const GLOBAL_SERVICES: [&str; 2] = ["iam", "sts"];

/// The settings that the app depends on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `us-east-1`: the region where nothing else names one. A signed call has its own, and a pool that of its id.
    pub region: String,
    /// Twelve digits: part of ARNs.
    pub account: String,
    /// Where clients reach the service, without a slash at the end: base of issuers.
    pub public_url: String,
    /// Every confirmation code is this one, for other people's test suites.
    pub fixed_code: Option<String>,
    /// How many calls may be made in a second.
    pub rate_limits: Vec<RateLimit>,
    /// How many messages may be sent, where that is not as usual.
    pub message_limits: Vec<MessageLimit>,
    /// Where the pages and OAuth endpoints of user pools are found.
    pub pages: PagesPlace,
    /// `host:port` of identity providers that may be private and without TLS.
    pub provider_hosts: Vec<String>,
}

impl Settings {
    /// The region that a call was made in: the one it is signed for, or the default where it is not signed.
    pub fn region_of<'a>(&'a self, moment: &'a Moment) -> &'a str {
        if moment.region.is_empty() { &self.region } else { &moment.region }
    }

    /// The region of a user pool, an identity pool or an identity: what its id begins with.
    pub fn region_of_id<'a>(&'a self, id: &'a str) -> &'a str {
        region::of_id(id).unwrap_or(&self.region)
    }

    /// The region that a call of a service is made in, which is signed for `signed`. `None`: that is no region. Every name in AWS's form is
    /// one, and so is the default region in any form.
    pub fn region_signed_for<'a>(&self, service: &str, signed: &'a str) -> Option<&'a str> {
        if region::has_aws_form(signed) || signed == self.region {
            return Some(signed);
        }
        region::of_partition(signed).filter(|_| GLOBAL_SERVICES.contains(&service))
    }

    /// The host name that clients reach the service by, without a port.
    pub fn public_host(&self) -> &str {
        let authority = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        }
    }

    /// What AWS calls a user pool where it stands for a provider of logins: `cognito-idp.<the pool's region>.amazonaws.com/<pool id>`.
    pub fn provider_name(&self, user_pool_id: &str) -> String {
        format!("cognito-idp.{}.amazonaws.com/{user_pool_id}", self.region_of_id(user_pool_id))
    }

    /// An ARN of something in a pool (user pool or identity pool), in the pool's own region.
    pub fn arn(&self, service: &str, pool_id: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.region_of_id(pool_id), self.account)
    }

    /// The ARN of a user pool.
    pub fn user_pool_arn(&self, id: &LedgerId) -> String {
        self.arn("cognito-idp", id.as_str(), &format!("userpool/{id}"))
    }

    /// The ARN of a device, whose owner is a user name and a pool.
    pub fn device_arn(&self, pool: &LedgerId, owner: &str, key: &str) -> String {
        self.arn("cognito-idp", pool.as_str(), &format!("owner/{owner}/device/{key}"))
    }

    /// The ARN of an identity pool.
    pub fn identity_pool_arn(&self, id: &LedgerId) -> String {
        self.arn("cognito-identity", id.as_str(), &format!("identitypool/{id}"))
    }

    /// The ARN of something in IAM, which has no region.
    pub fn iam_arn(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.account)
    }
}

#[cfg(test)]
impl Settings {
    /// Those of a server on this machine, for tests.
    pub(crate) fn sample(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            account: "123456789012".to_owned(),
            public_url: "http://localhost:9229".to_owned(),
            fixed_code: None,
            rate_limits: Vec::new(),
            message_limits: Vec::new(),
            pages: PagesPlace::default(),
            provider_hosts: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn an_arn_and_a_provider_name_carry_the_region_of_the_pool_and_not_the_default() {
        let settings = Settings::sample("us-east-1");
        let pool = LedgerId::new("eu-west-1_AbCdEf123");
        assert_eq!(
            settings.user_pool_arn(&pool),
            "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"
        );
        assert_eq!(
            settings.identity_pool_arn(&LedgerId::new("eu-west-1:u")),
            "arn:aws:cognito-identity:eu-west-1:123456789012:identitypool/eu-west-1:u"
        );
        assert_eq!(
            settings.provider_name("eu-west-1_AbCdEf123"),
            "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
        );
    }

    #[test]
    fn the_public_host_is_the_public_url_without_all_else() {
        for (url, host) in [
            ("http://localhost:9229", "localhost"),
            ("https://id.example.com", "id.example.com"),
            ("https://id.example.com/here", "id.example.com"),
            ("http://[::1]:9229", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            let settings = Settings { public_url: url.to_owned(), ..Settings::sample("us-east-1") };
            assert_eq!(settings.public_host(), host);
        }
    }

    #[test]
    fn a_signature_may_be_for_any_region_and_for_a_partition_where_a_service_has_no_region() {
        let settings = Settings::sample("local");
        let signed = |service, region| settings.region_signed_for(service, region);
        assert_eq!(signed("cognito-idp", "eu-west-1"), Some("eu-west-1"));
        assert_eq!(signed("cognito-idp", "local"), Some("local"));
        assert_eq!(signed("iam", "aws-global"), Some("us-east-1"));
        assert_eq!(signed("sts", "aws-us-gov-global"), Some("us-gov-west-1"));
        for (service, region) in [
            ("cognito-idp", "aws-global"),
            ("sts", "elsewhere"),
            ("sts", ""),
            ("iam", "us-east-1/x"),
            ("iam", "US-EAST-1"),
        ] {
            assert_eq!(signed(service, region), None, "{service} {region}");
        }
    }

    #[test]
    fn a_call_that_is_not_signed_is_made_in_the_default_region() {
        let settings = Settings::sample("us-east-1");
        let unsigned = Moment::system("test", Timestamp::from_ms(0), "r");
        assert_eq!(settings.region_of(&unsigned), "us-east-1");
        let signed = Moment { region: "eu-west-1".to_owned(), ..unsigned };
        assert_eq!(settings.region_of(&signed), "eu-west-1");
    }
}
