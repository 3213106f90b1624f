/** Where the invoices that a page shows stand beside it; apart from what makes them, which not every command loads. */

/** The folder, beside the page. */
export const CUSTOMER_INVOICES = 'customer-invoices';
/** What files of it are called; nothing else in the folder is ours. */
export const CUSTOMER_INVOICE = /-\d{4}-\d\d-\d\d(?:-\d+)?\.html$/;
