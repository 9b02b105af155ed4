//! A job that imports users is stopped.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{StopUserImportJobResponse, operations::StopUserImportJob};

use super::user_import_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for StopUserImportJob {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let stopped = app.user_pools.stop_import(&input.user_pool_id, &input.job_id, moment).await?;
        let user_import_job = Some(user_import_shape::shown(&input.user_pool_id, stopped));
        Ok(StopUserImportJobResponse { user_import_job })
    }
}
