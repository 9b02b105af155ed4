//! The region of a signed call: what it acts on must be there. As at AWS, where each region is a service of its own, a pool of another
//! region is not found.

use app::{App, Fault, identity_pools, user_pools};

/// Refuses what lies in another region than the call's, and has no replica there. `resource` is the ARN that the call acts on, or `*`.
pub(crate) async fn check(app: &App, region: &str, resource: &str) -> Result<(), Fault> {
    let Some(name) = elsewhere(region, resource) else { return Ok(()) };
    if let Some(pool_id) = name.strip_prefix("userpool/")
        && app.user_pools.has_replica(pool_id, region).await?
    {
        return Ok(());
    }
    Err(not_found(name))
}

/// The name in an ARN of what lies in another region than the call's. `region` is empty for a call that is not signed, which finds its
/// pool wherever that is.
fn elsewhere<'a>(region: &str, resource: &'a str) -> Option<&'a str> {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    let ["arn", _, _, place, _, name] = parts[..] else { return None };
    // IAM resources have no region.
    (!region.is_empty() && !place.is_empty() && place != region).then_some(name)
}

/// `userpool/<id>`, `identitypool/<id>`, `identitypool/<id>/identity/<id>/dataset/<name>`
fn not_found(name: &str) -> Fault {
    let mut words = name.split('/');
    let (kind, id) = (words.next(), words.next().unwrap_or_default());
    if kind == Some("userpool") {
        user_pools::pools::not_found(id)
    } else {
        identity_pools::pools::not_found(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a";
    const DATASET: &str =
        "arn:aws:cognito-sync:eu-west-1:123456789012:identitypool/eu-west-1:p/identity/eu-west-1:i/dataset/d";

    #[test]
    fn what_lies_in_another_region_is_elsewhere() {
        assert_eq!(elsewhere("us-east-1", POOL), Some("userpool/eu-west-1_a"));
        assert_eq!(not_found("userpool/eu-west-1_a"), user_pools::pools::not_found("eu-west-1_a"));
        let dataset = elsewhere("us-east-1", DATASET).unwrap();
        assert_eq!(not_found(dataset), identity_pools::pools::not_found("eu-west-1:p"));
    }

    #[test]
    fn what_lies_in_the_calls_region_or_in_none_is_not_elsewhere() {
        for resource in [POOL, DATASET, "*", "arn:aws:iam::123456789012:role/eu:west/a"] {
            assert_eq!(elsewhere("eu-west-1", resource), None, "{resource}");
        }
        assert_eq!(elsewhere("", POOL), None, "a call that is not signed");
    }
}
