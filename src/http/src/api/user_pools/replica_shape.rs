//! Replicas of user pools as answers show them.

use app::{App, user_pools::replicas::ReplicaShown};
use domain::user_pools::user_pool::ReplicaStatus;
use wire::cognito_idp::UserPoolReplicaType;

use super::named::Names;

/// `Status`. A replica is made and deleted at once, so that none is `CREATING`.
pub(super) const STATUS: Names<ReplicaStatus> =
    Names(&[(ReplicaStatus::Active, "ACTIVE"), (ReplicaStatus::Inactive, "INACTIVE")]);

/// A pool in one of its regions.
pub(super) fn shown(app: &App, pool_id: &str, replica: ReplicaShown) -> UserPoolReplicaType {
    let role = if replica.is_primary { "PRIMARY" } else { "SECONDARY" };
    let account = &app.core.settings.account;
    UserPoolReplicaType {
        role: Some(role.to_owned()),
        status: Some(STATUS.name(replica.status)),
        user_pool_arn: Some(format!("arn:aws:cognito-idp:{}:{account}:userpool/{pool_id}", replica.region)),
        region_name: Some(replica.region),
    }
}

/// A replica that was deleted.
pub(super) fn deleted(app: &App, pool_id: &str, region: String) -> UserPoolReplicaType {
    let replica = ReplicaShown { region, is_primary: false, status: ReplicaStatus::Inactive };
    UserPoolReplicaType { status: Some("DELETING".to_owned()), ..shown(app, pool_id, replica) }
}
