//! `AnalyticsConfiguration`.

use domain::user_pools::client::Analytics;
use wire::cognito_idp::AnalyticsConfigurationType;

pub(super) fn read(given: AnalyticsConfigurationType) -> Analytics {
    let AnalyticsConfigurationType {
        application_arn,
        application_id,
        external_id,
        role_arn,
        user_data_shared,
    } = given;
    Analytics { application_arn, application_id, external_id, role_arn, user_data_shared }
}

pub(super) fn shown(analytics: Analytics) -> AnalyticsConfigurationType {
    let Analytics { application_arn, application_id, external_id, role_arn, user_data_shared } = analytics;
    AnalyticsConfigurationType { application_arn, application_id, external_id, role_arn, user_data_shared }
}
