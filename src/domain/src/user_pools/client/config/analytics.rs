//! Where AWS would send a client's usage figures. Kept and shown again: no analytics are kept here.

use serde::{Deserialize, Serialize};

/// `AnalyticsConfiguration`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analytics {
    /// `ApplicationArn`
    pub application_arn: Option<String>,
    /// `ApplicationId`
    pub application_id: Option<String>,
    /// `ExternalId`
    pub external_id: Option<String>,
    /// `RoleArn`
    pub role_arn: Option<String>,
    /// `UserDataShared`
    pub user_data_shared: Option<bool>,
}
