const BY_AWS_ALONE = 'AWS exports the table, and nobody else does';

/** Rights that no run of any suite needs, and who does. A run that comes to use one of them takes it off the list. */
export const IDLE_RIGHTS: Readonly<Record<string, string>> = {
  'MonthlyExport dynamodb:ExportTableToPointInTime table/LedgerTable': BY_AWS_ALONE,
  'MonthlyExport s3:AbortMultipartUpload ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObject ArchiveBucket/exports/*': BY_AWS_ALONE,
  'MonthlyExport s3:PutObjectAcl ArchiveBucket/exports/*': BY_AWS_ALONE,
};
