//! Records of a dataset are written and removed, all or none.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_sync::{UpdateRecordsResponse, operations::UpdateRecords};

use super::shapes;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for UpdateRecords {
    type Caller = Signed;

    async fn serve(app: &App, caller: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let name = shapes::name(&input.identity_pool_id, &input.identity_id, &input.dataset_name);
        let changes = input
            .record_patches
            .unwrap_or_default()
            .into_iter()
            .map(shapes::change)
            .collect::<Answer<_>>()?;
        let token = &input.sync_session_token;
        let records =
            app.sync.update_records(caller.caller(), &name, token, input.device_id, changes, moment).await?;
        Ok(UpdateRecordsResponse { records: Some(records.into_iter().map(shapes::record).collect()) })
    }
}
