//! The global condition keys of IAM (`aws:...`, "AWS global condition context keys"): which of them a request here has, which are absent
//! here for the reason for which they are absent at AWS, and which this service could not tell. A document that depends on one of the last
//! kind is refused by the key's name: a Deny on a key that is never there would let every caller in.
//!
//! Keys of other prefixes (`s3:`, `graph.facebook.com:`) belong to one service or provider; absent, they match as they do at AWS.

use crate::MalformedPolicy;
use crate::malformed::quoted;

const PREFIX: &str = "aws:";

/// Keys that every request signed with the credentials of a role has. The code that admits requests must set all of them.
pub const ALWAYS_PRESENT: &[&str] = &[
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:SourceIp",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:userid",
];

/// Keys that a request may have or not, here as at AWS: what is absent says something.
const SOMETIMES: &[&str] = &[
    // Of sessions by web identity, and of requests with such a header.
    "aws:FederatedProvider",
    "aws:Referer",
    // Of IAM users, which sessions of roles are not.
    "aws:username",
    // Of calls that an AWS service makes, for itself or for its caller. No such service calls here.
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    // Of sessions that begin in a way that there is not here: with a second factor, from an instance, by AssumeRoot, ...
    "aws:AssumedRoot",
    "aws:ChatbotSourceArn",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:MultiFactorAuthAge",
    "aws:SourceIdentity",
];

/// Keys that end in a tag's name.
const TAGS: &[&str] = &["aws:PrincipalTag/", RESOURCE_TAG];
/// Tags of what is acted on.
pub(crate) const RESOURCE_TAG: &str = "aws:ResourceTag/";

/// Refuses a key that this service cannot know the value of.
pub(crate) fn check(key: &str) -> Result<(), MalformedPolicy> {
    if starts_with(key, PREFIX).is_none() || is_known(key) {
        return Ok(());
    }
    Err(MalformedPolicy::new(format!(
        "The condition key {} is not supported: its value is not known here, so the statement could not do what it says.",
        quoted(key)
    )))
}

fn is_known(key: &str) -> bool {
    let same = |known: &&str| known.eq_ignore_ascii_case(key);
    let is_tag = |prefix: &&str| starts_with(key, prefix).is_some_and(|tag| !tag.is_empty());
    ALWAYS_PRESENT.iter().chain(SOMETIMES).any(same) || TAGS.iter().any(is_tag)
}

/// The rest of a key after a prefix, which is compared without case.
pub(crate) fn starts_with<'a>(key: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = key.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}
