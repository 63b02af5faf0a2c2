const BY_AWS_ALONE = 'AWS exports the table, and nobody else does';

/** Rights that no run of any suite needs, and who does. A run that comes to use one of them takes it off the list. */
export const IDLE_RIGHTS: Readonly<Record<string, string>> = {
  'EmergencyStop dynamodb:ConditionCheckItem table/LedgerTable':
    'the stop sends an exit again whose answer was lost: the simulator has that, and the contract of the table',
  'EmergencyStop secretsmanager:GetSecretValue secret:BrokerSecret':
    'a stop at a venue outside asks it: no run stops one there; track-orders opens the same broker by the same code',
  'MonthlyExport dynamodb:ExportTableToPointInTime table/LedgerTable': BY_AWS_ALONE,
  'MonthlyExport s3:AbortMultipartUpload ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObject ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObjectAcl ArchiveBucket/exports/*': BY_AWS_ALONE,
};
