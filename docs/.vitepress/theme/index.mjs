import DefaultTheme from "vitepress/theme";
import "./colours.css";
import "./code.css";
import "./reference.css";
import "./tables.css";

export default DefaultTheme;
