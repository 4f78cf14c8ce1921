/** Print the page. */
export const use = () => print();
