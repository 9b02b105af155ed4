//! A job that imports users is started.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{StartUserImportJobResponse, operations::StartUserImportJob};

use super::user_import_shape;
use crate::api::{caller::Signed, operation::Operation};

impl Operation for StartUserImportJob {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let started = app.user_pools.start_import(&input.user_pool_id, &input.job_id, moment).await?;
        let user_import_job = Some(user_import_shape::shown(&input.user_pool_id, started));
        Ok(StartUserImportJobResponse { user_import_job })
    }
}
